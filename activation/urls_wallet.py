"""Addresses of the wallet, on its own origin."""

from django.urls import path

from activation.api.activations import (
    ActivationBind,
    ActivationConfirm,
    ActivationList,
    ActivationLook,
    ActivationResend,
)
from activation.api.cards import CardPin, CardRevocation, CardView
from activation.api.other_cards import OtherApproval, OtherRevocation, OwnCards
from activation.api.push import PushSubscriptionView
from activation.views import wallet

_API = "api/wallet/v1"

urlpatterns = [
    path("", wallet.shell, name="wallet"),
    path("manifest.webmanifest", wallet.manifest, name="wallet-manifest"),
    path("sw.js", wallet.service_worker, name="wallet-service-worker"),
    path(f"{_API}/activations", ActivationList.as_view(), name="wallet-activations"),
    path(f"{_API}/activations/<uuid:activation>/resend", ActivationResend.as_view(), name="wallet-resend"),
    path(f"{_API}/activations/<uuid:activation>/look", ActivationLook.as_view(), name="wallet-look"),
    path(f"{_API}/activations/<uuid:activation>/confirm", ActivationConfirm.as_view(), name="wallet-confirm"),
    path(f"{_API}/activations/<uuid:activation>/bind", ActivationBind.as_view(), name="wallet-bind"),
    path(f"{_API}/card", CardView.as_view(), name="wallet-card"),
    path(f"{_API}/card/pin", CardPin.as_view(), name="wallet-card-pin"),
    path(f"{_API}/card/revocation", CardRevocation.as_view(), name="wallet-card-revocation"),
    path(f"{_API}/push-subscription", PushSubscriptionView.as_view(), name="wallet-push"),
    path(f"{_API}/cards", OwnCards.as_view(), name="wallet-cards"),
    path(f"{_API}/cards/<uuid:card>/approval", OtherApproval.as_view(), name="wallet-card-approval"),
    path(f"{_API}/cards/<uuid:card>/revocation", OtherRevocation.as_view(), name="wallet-other-revocation"),
]
