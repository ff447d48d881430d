"""Addresses of the wallet's origin: its pages and its API, and nothing else."""

from django.urls import include, path

urlpatterns = [
    path("", include("activation.urls_wallet")),
    path("", include("oidc.urls_wallet")),
]

handler404 = "activation.api.errors.not_found"
