"""Addresses of the provider, on the main origin."""

from django.urls import path

from oidc.views.discovery import Discovery, Jwks

app_name = "oidc"

urlpatterns = [
    path(".well-known/openid-configuration", Discovery.as_view(), name="discovery"),
    path(".well-known/wallet-openid-configuration", Discovery.as_view(), name="wallet_discovery"),
    path("oidc/jwks", Jwks.as_view(), name="jwks"),
]
