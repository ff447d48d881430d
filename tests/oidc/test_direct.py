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
from directory.workflows.holder_accounts import account_of_holder
from oidc.models import ClientTrouble, Interaction, RelyingParty
from oidc.protocol.metadata import NATIONAL_PATH
from oidc.workflows import troubles
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    CALLBACK,
    CHALLENGE,
    NOON,
    VERIFIER,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    ServiceMemberFactory,
)
from tests.oidc.conftest import basic
from tests.support.holder import sign_in_holder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

CODE = {"grant_type": "authorization_code", "code": "ac_the-code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}


def ask(
    method: str,
    path: str,
    form: dict[str, str] | None = None,
    authorization: str = "",
    query: dict[str, str] | None = None,
) -> tuple[int, Any, bytes]:
    """Returns the status, the headers and the body, as the server of the product sends them."""
    body = urlencode(form or {}).encode()
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": BytesIO(body)}
    environ |= {"HTTP_HOST": "testserver", "SERVER_NAME": "testserver", "CONTENT_LENGTH": str(len(body))}
    environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded"} if form is not None else {}
    environ |= {"HTTP_AUTHORIZATION": authorization} if authorization else {}
    environ["QUERY_STRING"] = urlencode(query or {})
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


@pytest.mark.parametrize(
    ("path", "form", "error"),
    [
        ("/oidc/token", CODE, "invalid_grant"),
        ("/oidc/token", CODE | {"grant_type": "password"}, "unsupported_grant_type"),
        ("/oidc/introspect", {}, "invalid_request"),
        ("/oidc/revoke", {}, "invalid_request"),
    ],
    ids=["token", "grant type", "introspection", "revocation"],
)
def test_a_refusal_is_found_by_the_team_under_the_id_that_its_program_was_told(
    service: RelyingParty, path: str, form: dict[str, str], error: str, settings: Any
) -> None:
    settings.DEMO = True  # a test person describes services there alone
    troubles._windows.clear()
    person = PractitionerFactory.create(practising=True)
    member = ServiceMemberFactory.create(account=account_of_holder(person, now=NOON))
    RelyingParty.objects.filter(pk=service.pk).update(service=member.service)

    status, headers, body = ask("POST", path, form, basic(service))

    assert (status, json.loads(body)["error"]) == (400, error)
    kept = ClientTrouble.objects.get()
    assert (kept.relying_party_id, kept.error) == (service.pk, error)
    assert kept.correlation_id == headers["X-Correlation-Id"]
    page = sign_in_holder(person).get(f"/services/{member.service_id}/refus/", {"id": headers["X-Correlation-Id"]})
    assert page.status_code == 200
    assert headers["X-Correlation-Id"] in page.content.decode()
    assert [row.pk for row, _remedy in page.context["lines"]] == [kept.pk]


def test_a_wrong_secret_is_kept_for_the_team_too(service: RelyingParty) -> None:
    """Nobody proved to be the client: it is named, and its team learns that somebody tries."""
    troubles._windows.clear()
    RelyingParty.objects.filter(pk=service.pk).update(service=ServiceMemberFactory.create().service)

    status, headers, _body = ask("POST", "/oidc/token", CODE, basic(service, "wrong"))

    kept = ClientTrouble.objects.get()
    assert (status, kept.error, kept.correlation_id) == (401, "invalid_client", headers["X-Correlation-Id"])


def test_a_browser_that_is_only_sent_on_is_answered_ahead_of_pages(service: RelyingParty) -> None:
    asked = {"client_id": service.public_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
    asked |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "s"}

    silent, told, _body = ask("GET", "/oidc/authorize", query={**asked, "prompt": "none"})
    opened, shown, _body = ask("GET", "/oidc/authorize", query=asked)

    assert (silent, opened) == (303, 303)
    assert told["Location"].startswith(f"{CALLBACK}?error=login_required")
    assert shown["Location"].startswith("/oidc/connexion/")
    assert "op_browser=" in shown["Set-Cookie"]
    for headers in (told, shown):
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" not in headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_what_shows_something_goes_the_way_of_pages(service: RelyingParty, method: str) -> None:
    asked = {"client_id": service.public_id, "redirect_uri": CALLBACK, "response_mode": "form_post", "state": "s"}

    _status, headers, body = ask(method, "/oidc/authorize", query=asked)

    assert "Content-Security-Policy" in headers
    assert Interaction.objects.count() == 0
    assert method != "GET" or b"invalid_request" in body


def test_a_page_below_the_same_address_goes_the_way_of_pages() -> None:
    status, headers, _body = ask("GET", "/oidc/authorize")

    assert status == 400
    assert "Content-Security-Policy" in headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", f"{NATIONAL_PATH}/protocol/openid-connect/token", 401),
        ("GET", f"{NATIONAL_PATH}/protocol/openid-connect/certs", 200),
        ("GET", f"/.well-known/oauth-authorization-server{NATIONAL_PATH}", 200),
        ("GET", f"{NATIONAL_PATH}/protocol/openid-connect/auth", 303),
        ("GET", "/auth", 303),
    ],
)
def test_so_are_the_addresses_of_the_national_service_where_they_are_taken(
    settings: Any, service: RelyingParty, method: str, path: str, status: int
) -> None:
    settings.NATIONAL_PATHS = True
    form = {"client_id": "nobody"} if method == "POST" else None

    answered, headers, _body = ask(method, path, form, query={"client_id": service.public_id, "redirect_uri": CALLBACK})

    assert answered == status
    assert "Content-Security-Policy" not in headers


def test_a_door_of_programs_is_not_on_the_wallets_origin(settings: Any) -> None:
    settings.SITE_URL, settings.WALLET_ORIGIN = settings.WALLET_ORIGIN, settings.SITE_URL

    status, _headers, _body = ask("GET", "/oidc/jwks")

    assert status == 404
