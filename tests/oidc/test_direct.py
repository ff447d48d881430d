"""What programs call is answered whole through the application as the web server runs it, ahead of what pages need."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.wsgi import application
from oidc.models import RelyingParty
from tests.factories.oidc import CALLBACK, VERIFIER, AuthorizationCodeFactory, ClientSecretFactory
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

CODE = {"grant_type": "authorization_code", "code": "ac_the-code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}


def ask(method: str, path: str, form: dict[str, str] | None = None, authorization: str = "") -> tuple[int, Any, bytes]:
    """Returns the status, the headers and the body, as the server of the product sends them."""
    body = urlencode(form or {}).encode()
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": BytesIO(body)}
    environ |= {"HTTP_HOST": "testserver", "SERVER_NAME": "testserver", "CONTENT_LENGTH": str(len(body))}
    environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"} if form is not None else {}
    environ |= {"HTTP_AUTHORIZATION": authorization} if authorization else {}
    setup_testing_defaults(environ)
    heard: list[Any] = []
    answer = application(environ, lambda status, headers, *_: heard.extend([int(status[:3]), dict(headers)]))
    whole = b"".join(answer)
    answer.close()
    return heard[0], heard[1], whole


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """The transaction of the test goes on after an answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def service() -> RelyingParty:
    made: RelyingParty = ClientSecretFactory.create(relying_party__acting=True).relying_party
    return made


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/oidc/token", 401),
        ("POST", "/oidc/introspect", 401),
        ("POST", "/oidc/revoke", 401),
        ("GET", "/oidc/userinfo", 401),
        ("GET", "/oidc/token", 405),
        ("OPTIONS", "/oidc/token", 204),
        ("GET", "/oidc/jwks", 200),
        ("GET", "/.well-known/openid-configuration", 200),
    ],
)
def test_a_door_answers_also_who_proves_nothing(method: str, path: str, status: int) -> None:
    form = {"client_id": "nobody", "token": "nothing"} if method == "POST" else None

    answered, headers, body = ask(method, path, form)

    assert answered == status
    assert "Set-Cookie" not in headers
    assert "Content-Security-Policy" not in headers
    assert method != "POST" or json.loads(body)["error"] == "invalid_client"


def test_a_code_goes_its_whole_way(service: RelyingParty) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=service)
    proof = basic(service)

    status, headers, body = ask("POST", "/oidc/token", CODE, proof)
    given = json.loads(body)
    told = ask("GET", "/oidc/userinfo", authorization=f"Bearer {given['access_token']}")
    active = ask("POST", "/oidc/introspect", {"token": given["access_token"]}, proof)
    ended = ask("POST", "/oidc/revoke", {"token": given["access_token"]}, proof)
    after = ask("POST", "/oidc/introspect", {"token": given["access_token"]}, proof)

    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "application/json", "no-store")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(told[2])["sub"].startswith(f"f:{settings.SUBJECT_NAMESPACE}:")
    assert json.loads(active[2])["active"] is True
    assert (ended[0], ended[2]) == (200, b"")
    assert json.loads(after[2]) == {"active": False}


def test_a_page_below_the_same_address_goes_the_way_of_pages() -> None:
    status, headers, _body = ask("GET", "/oidc/authorize")

    assert status == 400
    assert "Content-Security-Policy" in headers


def test_a_door_of_programs_is_not_on_the_wallets_origin(settings: Any) -> None:
    settings.SITE_URL, settings.WALLET_ORIGIN = settings.WALLET_ORIGIN, settings.SITE_URL

    status, _headers, _body = ask("GET", "/oidc/jwks")

    assert status == 404
