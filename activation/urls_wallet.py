"""Addresses of the wallet, on its own origin."""

from django.urls import path

from activation.api.activations import ActivationBind, ActivationConfirm, ActivationList, ActivationResend
from activation.api.cards import CardPin, CardRevocation, CardView
from activation.views import wallet

_API = "api/wallet/v1"

urlpatterns = [
    path("", wallet.shell, name="wallet"),
    path("manifest.webmanifest", wallet.manifest, name="wallet-manifest"),
    path("sw.js", wallet.service_worker, name="wallet-service-worker"),
    path(f"{_API}/activations", ActivationList.as_view(), name="wallet-activations"),
    path(f"{_API}/activations/<uuid:activation>/resend", ActivationResend.as_view(), name="wallet-resend"),
    path(f"{_API}/activations/<uuid:activation>/confirm", ActivationConfirm.as_view(), name="wallet-confirm"),
    path(f"{_API}/activations/<uuid:activation>/bind", ActivationBind.as_view(), name="wallet-bind"),
    path(f"{_API}/card", CardView.as_view(), name="wallet-card"),
    path(f"{_API}/card/pin", CardPin.as_view(), name="wallet-card-pin"),
    path(f"{_API}/card/revocation", CardRevocation.as_view(), name="wallet-card-revocation"),
]
