"""A service that asks for somebody who is not in its browser, and polls; and what comes of it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from activation.models import VirtualCard
from oidc.models import LoginRequest, RelyingParty
from oidc.vocabulary import GrantType, LoginState, Purpose
from tests.factories.oidc import NOON, ClientSecretFactory
from tests.oidc.conftest import basic

FORM = "application/x-www-form-urlencoded"


def service_that_asks(**registered: Any) -> RelyingParty:
    """A sandbox service that asks without a browser, with a secret."""
    traits = {"asking": True, **registered}
    made: RelyingParty = ClientSecretFactory.create(
        **{f"relying_party__{name}": value for name, value in traits.items()}
    ).relying_party
    return made


def ask(client: Client, service: RelyingParty, card: VirtualCard | None = None, **changes: str) -> Any:
    form = {
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "login_hint": card.practitioner.national_id if card else "899700999999",
        "binding_message": "07",
        "channel": "MOBILE",
        **changes,
    }
    body = urlencode({name: value for name, value in form.items() if value})
    return client.post("/oidc/backchannel", body, content_type=FORM, headers={"Authorization": basic(service)})


def poll(client: Client, service: RelyingParty, auth_req_id: str) -> Any:
    body = urlencode({"grant_type": GrantType.CIBA.value, "auth_req_id": auth_req_id})
    return client.post("/oidc/token", body, content_type=FORM, headers={"Authorization": basic(service)})


def answer(state: LoginState, card: VirtualCard) -> None:
    LoginRequest.objects.filter(purpose=Purpose.CIBA).update(state=state, card=card, decided_at=NOON)


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=seconds))


def error_of(response: Any) -> str:
    return str(response.json()["error"])
