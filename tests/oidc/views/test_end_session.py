"""Signing out at a service's request (OpenID Connect RP-Initiated Logout 1.0)."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from directory.models import AuditEvent
from oidc.models import Grant, ProviderSession
from oidc.protocol import jose
from oidc.views import end_session
from tests.factories.oidc import (
    NOON,
    SESSION_COOKIE,
    AccessTokenFactory,
    GrantFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

BACK = "https://service.test/au-revoir?langue=fr"
ADDRESS = "/oidc/logout"


@pytest.fixture
def grant(client: Client) -> Grant:
    """What a session of this browser granted to a service that is come back to."""
    service = RelyingPartyFactory.create()
    service.client.post_logout_redirect_uris = [BACK]
    service.client.save()
    client.cookies["op_session"] = SESSION_COOKIE
    made: Grant = GrantFactory.create(relying_party=service, session=ProviderSessionFactory.create())
    return made


def hint_of(grant: Grant, key: jose.LoadedKey, **changes: Any) -> str:
    """An id_token of this grant that ended long ago."""
    claims = {
        "iss": settings.ISSUER,
        "sub": "f:x:y",
        "aud": grant.relying_party.public_id,
        "sid": grant.session.sid,
        "exp": int((NOON - timedelta(days=3)).timestamp()),
        **changes,
    }
    return jose.sign(claims, key=key)


def is_open(grant: Grant) -> bool:
    return ProviderSession.objects.get(pk=grant.session_id).ended_at is None


def leave(client: Client, **asked: str) -> Any:
    return client.get(ADDRESS, asked)


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_oidcc_rp_initiated_logout(client: Client, grant: Grant, signing_keys: Any, algorithm: str) -> None:
    hint = hint_of(grant, signing_keys[algorithm])
    AccessTokenFactory.create(grant=grant)

    answer = leave(client, id_token_hint=hint, post_logout_redirect_uri=BACK, state="s &é")

    back = urlsplit(answer["Location"])
    assert answer.status_code == 303
    assert f"{back.scheme}://{back.netloc}{back.path}" == "https://service.test/au-revoir"
    assert parse_qsl(back.query) == [("langue", "fr"), ("state", "s &é")]
    assert not is_open(grant)
    assert client.cookies["op_session"].value == ""
    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).status_code == 401
    assert AuditEvent.objects.filter(action="oidc.signed_out").count() == 1


def test_oidcc_rp_initiated_logout_no_state(client: Client, grant: Grant, signing_keys: Any) -> None:
    answer = leave(client, id_token_hint=hint_of(grant, signing_keys["ES256"]), post_logout_redirect_uri=BACK)

    assert answer["Location"] == BACK


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.test/", f"{BACK}&foo=bar", "https://service.test/callback", "javascript:alert(1)", "//x.test"],
)
def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(
    client: Client, grant: Grant, signing_keys: Any, wanted: str
) -> None:
    answer = leave(client, id_token_hint=hint_of(grant, signing_keys["ES256"]), post_logout_redirect_uri=wanted)

    assert answer.status_code == 200
    assert 'id="signed-out"' in answer.content.decode()
    assert not is_open(grant)


SIGNED_BY_US: dict[str, dict[str, Any]] = {
    "foreign issuer": {"iss": "https://elsewhere.test"},
    "odd claims": {"sid": ["x"], "aud": 7},
    "no audience": {"aud": []},
    "no session": {"sid": None},
    "nobody": {"sub": None},
}


def forged(grant: Grant, kind: str, key: jose.LoadedKey) -> str:
    if kind in SIGNED_BY_US:
        return hint_of(grant, key, **SIGNED_BY_US[kind])
    head, claims, signature = hint_of(grant, key).split(".")
    match kind:
        case "none":
            return f"eyJhbGciOiJub25lIn0.{claims}."
        case "foreign key":
            return hint_of(grant, jose.make_key("ES256"))
        case "other key, our kid":
            own = jose.make_key("ES256")
            return hint_of(grant, jose.LoadedKey(kid=key.kid, algorithm="ES256", key=own.key))
        case "cut":
            return f"{head}.{claims}.{signature[:-4]}"
        case "logout token":
            of_ours = {"iss": settings.ISSUER, "sub": "f:x:y", "aud": "ours", "sid": grant.session.sid}
            return jose.sign(of_ours, key=key, typ="logout+jwt")
        case _:
            return kind


@pytest.mark.parametrize(
    "kind",
    [
        "none",
        "foreign key",
        "other key, our kid",
        "cut",
        "foreign issuer",
        "odd claims",
        "no audience",
        "no session",
        "nobody",
        "logout token",
        "x",
        "a.b.c",
        "é.é.é",
        "e30.e30.e30",
        "W10.W10.W10",
        "." * 4000,
    ],
)
def test_d8_what_is_no_id_token_of_ours_ends_nothing_and_leads_nowhere(
    client: Client, grant: Grant, signing_keys: Any, kind: str
) -> None:
    """The person is asked; a server that shows the same ends nothing either."""
    hint = forged(grant, kind, signing_keys["ES256"])
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": BACK, "state": "s"}

    answer, of_a_server = leave(client, **asked), leave(Client(), **asked)

    assert (answer.status_code, of_a_server.status_code) == (200, 200)
    assert 'id="sign-out"' in answer.content.decode()
    assert "Location" not in answer
    assert "Location" not in of_a_server
    assert is_open(grant)


@pytest.mark.parametrize("asked", [{}, {"state": "s"}, {"post_logout_redirect_uri": BACK, "state": "s"}])
def test_oidcc_rp_initiated_logout_no_params(client: Client, grant: Grant, asked: dict[str, str]) -> None:
    page = leave(client, **asked).content.decode()
    written = re.search(r'name="then" value="([^"]+)"', page)
    assert written
    assert is_open(grant)

    answer = client.post(f"{ADDRESS}/confirmation", {"then": written[1]})

    assert 'id="signed-out"' in answer.content.decode()
    assert not is_open(grant)
    assert client.cookies["op_session"].value == ""


def test_who_has_no_session_is_told_that_nobody_is_signed_in(client: Client) -> None:
    answer = leave(client, post_logout_redirect_uri=BACK)

    assert answer.status_code == 200
    assert 'id="signed-out"' in answer.content.decode()


def test_d8_a_hint_of_another_session_does_not_end_the_one_of_this_browser_unasked(
    client: Client, grant: Grant, signing_keys: Any
) -> None:
    other = GrantFactory.create(
        relying_party=grant.relying_party, session=ProviderSessionFactory.create(browser_digest=None)
    )
    asked = {"id_token_hint": hint_of(other, signing_keys["ES256"]), "post_logout_redirect_uri": BACK, "state": "s"}

    page = leave(client, **asked).content.decode()
    assert is_open(grant)
    assert is_open(other)

    written = re.search(r'name="then" value="([^"]+)"', page)
    assert written
    answer = client.post(f"{ADDRESS}/confirmation", {"then": written[1]})
    assert answer["Location"] == f"{BACK}&state=s"
    assert not is_open(grant)


def test_a_server_ends_the_session_that_its_hint_means(grant: Grant, signing_keys: Any) -> None:
    answer = Client().get(ADDRESS, {"id_token_hint": hint_of(grant, signing_keys["ES256"])})

    assert answer.status_code == 200
    assert not is_open(grant)
    assert Grant.objects.get(pk=grant.pk).revoked_at == NOON


def test_leaving_twice_is_told_once(client: Client, grant: Grant, signing_keys: Any) -> None:
    asked = {"id_token_hint": hint_of(grant, signing_keys["ES256"]), "post_logout_redirect_uri": BACK}

    assert [leave(client, **asked).status_code for _ in range(2)] == [303, 303]
    assert AuditEvent.objects.filter(action="oidc.signed_out").count() == 1


def test_a_client_that_is_named_is_the_one_of_the_hint(client: Client, grant: Grant, signing_keys: Any) -> None:
    hint = hint_of(grant, signing_keys["ES256"])
    other = RelyingPartyFactory.create().public_id

    answer = leave(client, id_token_hint=hint, post_logout_redirect_uri=BACK, client_id=other)
    assert 'id="sign-out"' in answer.content.decode()
    assert is_open(grant)

    named = grant.relying_party.public_id
    assert leave(client, id_token_hint=hint, post_logout_redirect_uri=BACK, client_id=named)["Location"] == BACK


def test_a_post_goes_on_by_get(client: Client, grant: Grant, signing_keys: Any) -> None:
    hint = hint_of(grant, signing_keys["ES256"])

    moved = client.post(ADDRESS, f"id_token_hint={hint}", content_type="application/x-www-form-urlencoded")

    assert moved.status_code == 303
    assert moved["Location"] == f"{ADDRESS}?id_token_hint={hint}"
    assert client.post(ADDRESS, "{}", content_type="application/json").status_code == 400


@pytest.mark.parametrize("query", ["state=a&state=b", "state=%00", "state=%ff", "id_token_hint=" + "x" * 9000])
def test_d8_a_damaged_request_is_refused_and_ends_nothing(client: Client, grant: Grant, query: str) -> None:
    answer = client.get(f"{ADDRESS}?{query}")

    assert answer.status_code == 400
    assert is_open(grant)


def test_a_confirmation_comes_from_a_page_of_ours(grant: Grant) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["op_session"] = SESSION_COOKIE

    assert strict.post(f"{ADDRESS}/confirmation", {"then": ""}).status_code == 403
    assert is_open(grant)


@pytest.mark.parametrize("forged_next", ["", "https://evil.test/", "x:y:z", "\x00"])
def test_an_address_that_we_did_not_write_is_not_gone_to(client: Client, grant: Grant, forged_next: str) -> None:
    answer = client.post(f"{ADDRESS}/confirmation", {"then": forged_next})

    assert answer.status_code == 200
    assert not is_open(grant)


def test_a_page_that_ends_here_leads_back_to_the_service_that_asked_and_to_the_space(
    client: Client, grant: Grant, signing_keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(end_session, "is_open_here", lambda: True)
    hint = hint_of(grant, signing_keys["ES256"])

    page = client.get(ADDRESS, {"id_token_hint": hint}, headers={"Accept-Language": "en"}).content.decode()

    assert f'href="{escape(BACK)}">Back to {grant.relying_party.name}</a>' in page
    assert 'action="/espace/connexion/"' in page
    assert 'href="/espace/"' in page


@pytest.mark.parametrize("registered", [[], ["org.horizon.app:/left"]])
def test_a_service_without_a_page_to_come_back_to_is_not_led_to(
    client: Client, grant: Grant, signing_keys: Any, registered: list[str]
) -> None:
    grant.relying_party.client.post_logout_redirect_uris = registered
    grant.relying_party.client.save()

    page = leave(client, id_token_hint=hint_of(grant, signing_keys["ES256"])).content.decode()

    assert 'id="signed-out"' in page
    assert "back-to-service" not in page
    assert "sign-in-again" not in page  # the space is not open on this site


def test_who_confirms_is_led_back_to_the_service_that_asked(client: Client, grant: Grant, signing_keys: Any) -> None:
    asked = leave(client, id_token_hint=hint_of(grant, signing_keys["ES256"], sid="another")).content.decode()
    then = re.search(r'name="then" value="([^"]+)"', asked)
    assert then is not None

    page = client.post("/oidc/logout/confirmation", {"then": then[1]}).content.decode()

    assert "back-to-service" in page
    assert not is_open(grant)
