"""The holder space as a relying party of our own provider: authorization code, PKCE, state, nonce, a new
authentication each time. The ID token is believed for what `staff_sign_in.id_token` checks of it.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from requests.auth import HTTPBasicAuth

from directory.policy import STRONG_LEVELS
from directory.staff_sign_in.id_token import Asked, Identity, IdentityRefused, read_identity
from directory.staff_sign_in.registration import Registration, read_file
from directory.staff_sign_in.wire import ProviderSession, ProviderUnreachable, fetch_json

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MOST_CODE = 512


class NotOpenHere(Exception):
    """The holder space is not registered with the provider."""


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and what it must bring back."""

    address: str
    question: dict[str, str]


def is_open_here() -> bool:
    """Can anybody sign in to the holder space of this deployment?"""
    return read_file(settings.HOLDER_OIDC_REGISTRATION_FILE) is not None


def depart(*, next_path: str, now: datetime) -> Departure:
    """Prepare the question. next_path: of ours, where the browser ends. Raises NotOpenHere, ProviderUnreachable."""
    registration, provider = _registration(), _provider()
    verifier, state, nonce = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": registration.client_id,
        "redirect_uri": _redirect_uri(),
        "scope": "openid",
        "state": state,
        "nonce": nonce,
        "code_challenge": urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        # As for the portal: what somebody else did on this computer must not let the next person in
        "prompt": "login",
        "acr_values": " ".join(STRONG_LEVELS),
    }
    question = {"state": state, "nonce": nonce, "verifier": verifier, "at": now.isoformat(), "next": next_path}
    return Departure(f"{provider['authorization_endpoint']}?{urlencode(asked)}", question)


def is_answer_to(question: Mapping[str, Any] | None, answer: Mapping[str, str]) -> bool:
    """Does this answer go with this browser's question, and come from our provider (RFC 9207)?"""
    if question is None or answer.get("iss") != settings.ISSUER:
        return False
    return compare_digest(str(question.get("state", "")).encode(), answer.get("state", "").encode("utf-8", "replace"))


def identify(*, question: Mapping[str, Any], code: str, now: datetime) -> Identity:
    """Exchange the code and believe the ID token. Raises NotOpenHere, ProviderUnreachable, IdentityRefused."""
    registration, provider = _registration(), _provider()
    if not 0 < len(code) <= _MOST_CODE or not code.isascii():
        raise IdentityRefused("code")
    answer = ProviderSession().request(
        "POST",
        provider["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _redirect_uri(),
            "code_verifier": str(question["verifier"]),
        },
        auth=HTTPBasicAuth(registration.client_id, registration.client_secret),
    )
    tokens = answer.json()
    if not answer.ok or not isinstance(tokens, dict):
        raise IdentityRefused("no_token")
    return read_identity(
        tokens.get("id_token"),
        keys=fetch_json(provider["jwks_uri"]),
        asked=Asked(
            issuer=settings.ISSUER,
            client_id=registration.client_id,
            nonce=str(question["nonce"]),
            asked_at=datetime.fromisoformat(str(question["at"])),
            access_token=str(tokens.get("access_token", "")),
        ),
        now=now,
    )


def _registration() -> Registration:
    found = read_file(settings.HOLDER_OIDC_REGISTRATION_FILE)
    if found is None:
        raise NotOpenHere
    return found


def _provider() -> dict[str, Any]:
    found = fetch_json(f"{settings.ISSUER}/.well-known/openid-configuration")
    if found.get("issuer") != settings.ISSUER or not all(found.get(name) for name in _ENDPOINTS):
        raise ProviderUnreachable("another_provider")
    return found


def _redirect_uri() -> str:
    return f"{settings.SITE_URL}{reverse('holder_return')}"
