"""Addresses of sign-ins on the wallet's origin."""

from django.urls import path

from oidc.api.login_requests import ClaimView, DecisionView, LoginRequestList
from oidc.api.preferences import PreferencesView
from oidc.api.sessions import SessionsView, SignInsView

app_name = "oidc_wallet"

urlpatterns = [
    path("api/wallet/v1/login-requests", LoginRequestList.as_view(), name="login_requests"),
    path("api/wallet/v1/login-requests/claim", ClaimView.as_view(), name="claim"),
    path("api/wallet/v1/preferences", PreferencesView.as_view(), name="preferences"),
    path("api/wallet/v1/login-requests/<uuid:login_request_id>/decision", DecisionView.as_view(), name="decision"),
    path("api/wallet/v1/sessions", SessionsView.as_view(), name="sessions"),
    path("api/wallet/v1/sign-ins", SignInsView.as_view(), name="sign_ins"),
]
