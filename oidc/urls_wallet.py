"""Addresses of sign-ins on the wallet's origin."""

from django.urls import path

from oidc.api.login_requests import DecisionView, LoginRequestList

app_name = "oidc_wallet"

urlpatterns = [
    path("api/wallet/v1/login-requests", LoginRequestList.as_view(), name="login_requests"),
    path("api/wallet/v1/login-requests/<uuid:login_request_id>/decision", DecisionView.as_view(), name="decision"),
]
