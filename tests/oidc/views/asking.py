"""A request to the authorization endpoint, and what its answer says to the service."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oidc.models import RelyingParty
from tests.factories.oidc import CALLBACK, CHALLENGE

BEARER = {"Authorization": "Bearer at_the-token"}  # as AccessTokenFactory makes one


def ask(service: RelyingParty, **changes: str) -> dict[str, str]:
    return {
        "client_id": service.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid scope_all",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }


def answer_of(response: Any) -> dict[str, str]:
    assert response.status_code == 303
    location = urlsplit(response["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    assert location.fragment == ""
    return dict(parse_qsl(location.query))
