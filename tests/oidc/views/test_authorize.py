"""The authorization endpoint: what it refuses, what it opens, and how its answers travel."""

import html
import re
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from oidc.models import Interaction, ProviderSession, RelyingParty
from tests.factories.oidc import (
    CALLBACK,
    GrantFactory,
    RelyingPartyFactory,
)
from tests.oidc.views.asking import answer_of, ask

FORM = "application/x-www-form-urlencoded"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"client_id": "nobody"}, "unknown_client"),
        ({"client_id": ""}, "unknown_client"),
        ({"client_id": "ser\x00vice"}, "malformed"),
        ({"client_id": "x" * 300}, "malformed"),
        ({"redirect_uri": "https://evil.test/callback"}, "bad_redirect_uri"),
        ({"redirect_uri": CALLBACK + "/"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
        ({"redirect_uri": CALLBACK + "\x00"}, "malformed"),
    ],
)
def test_a_request_that_names_no_trusted_client_or_address_is_refused_here(
    client: Client, service: RelyingParty, changes: dict[str, str], reason: str
) -> None:
    response = client.get("/oidc/authorize", ask(service, **changes))

    assert response.status_code == 400
    assert f'data-reason="{reason}"' in response.content.decode()


def test_a_closed_service_is_unknown(client: Client) -> None:
    assert client.get("/oidc/authorize", ask(RelyingPartyFactory.create(closed=True))).status_code == 400


def test_a_client_id_with_control_characters_never_becomes_another_clients(
    client: Client, service: RelyingParty
) -> None:
    response = client.get("/oidc/authorize", ask(service, client_id=service.public_id + "\x01"))

    assert response.status_code == 400


def test_a_doubled_redirect_uri_is_refused_here(client: Client, service: RelyingParty) -> None:
    query = urlencode(ask(service)) + "&redirect_uri=https://evil.test/"

    assert client.get(f"/oidc/authorize?{query}").status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token", "scope": "profile"}, "unsupported_response_type"),
        ({"scope": "openid admin"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://service.test/r"}, "request_uri_not_supported"),
        ({"prompt": "none x"}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"nonce": "a\x00b"}, "invalid_request"),
        ({"acr_values": "eidas3"}, "unmet_authentication_requirements"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_every_other_refusal_goes_to_the_service_with_iss_and_state(
    client: Client, service: RelyingParty, changes: dict[str, str], error: str
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, **changes)))

    assert answer["error"] == error
    assert answer["state"] == "the-state"
    assert answer["iss"] == "http://testserver"
    assert "code" not in answer


def test_d11_a_hostile_state_comes_back_as_one_value(client: Client, service: RelyingParty) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, state="a&code=EVIL#x", prompt="none")))

    assert answer["state"] == "a&code=EVIL#x"
    assert "code" not in answer


def test_an_unreadable_state_is_refused_and_not_given_back(client: Client, service: RelyingParty) -> None:
    answer = answer_of(client.get("/oidc/authorize?" + urlencode(ask(service)) + "&state=other"))

    assert answer["error"] == "invalid_request"
    assert "state" not in answer


def test_a_request_without_state_gets_none_back(client: Client, service: RelyingParty) -> None:
    assert "state" not in answer_of(client.get("/oidc/authorize", ask(service, state="", prompt="none")))


def test_too_many_parameters_are_told_to_the_service(client: Client, service: RelyingParty) -> None:
    extra = {f"p{number}": "1" for number in range(60)}

    answer = answer_of(client.get("/oidc/authorize", ask(service, **extra)))

    assert (answer["error"], answer["state"]) == ("invalid_request", "the-state")


def test_too_many_parameters_of_nobody_are_refused_here(client: Client) -> None:
    response = client.get("/oidc/authorize?" + "x&" * 65)

    assert response.status_code == 400
    assert 'data-reason="malformed"' in response.content.decode()


@pytest.mark.parametrize("name", ["given\\u0000name", "\\ud800", "\\u202ename"])
@pytest.mark.parametrize("asked", ['{"userinfo": {"%s": null}}', '{"id_token": {"sub": {"value": "%s"}}}'])
def test_what_json_hides_in_an_escape_is_refused_and_never_an_error_of_ours(
    client: Client, service: RelyingParty, asked: str, name: str
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, claims=asked % name)))

    assert answer["error"] == "invalid_request"


@pytest.mark.parametrize(
    "header", ['{"alg": "ES256", "kid": "a\\u0000"}', '{"alg": "ES256", "kid": "\\ud800"}', "[" * 900]
)
def test_a_hint_whose_header_is_garbage_is_refused_and_never_an_error_of_ours(
    client: Client, service: RelyingParty, header: str
) -> None:
    hint = urlsafe_b64encode(header.encode()).decode().rstrip("=") + ".e30.AA"

    answer = answer_of(client.get("/oidc/authorize", ask(service, id_token_hint=hint)))

    assert answer["error"] == "invalid_request"


def test_head_opens_nothing(client: Client, service: RelyingParty) -> None:
    assert client.head("/oidc/authorize", ask(service)).status_code == 405
    assert not Interaction.objects.exists()


def test_a_person_is_sent_to_a_page_that_carries_only_an_id(client: Client, service: RelyingParty) -> None:
    response = client.get("/oidc/authorize", ask(service))

    interaction = Interaction.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"/oidc/connexion/{interaction.pk}/"
    assert response.cookies["op_browser"]["httponly"]
    assert response.cookies["op_browser"]["samesite"] == "Lax"
    assert interaction.asked().state == "the-state"


def test_two_pages_of_one_browser_live_side_by_side(client: Client, service: RelyingParty) -> None:
    client.get("/oidc/authorize", ask(service))
    client.get("/oidc/authorize", ask(service))

    assert Interaction.objects.values("browser_digest").distinct().count() == 1


def test_a_posted_request_goes_on_by_get_and_is_judged_the_same(client: Client, service: RelyingParty) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/oidc/authorize", urlencode(ask(service)), content_type=FORM)

    assert response.status_code == 303
    followed = browser.get(response["Location"])
    assert followed.status_code == 303
    assert followed["Location"].startswith("/oidc/connexion/")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("{}", "application/json"), ("x=" + "y" * 9000, FORM)],
)
def test_a_posted_request_of_another_shape_is_refused_here(client: Client, body: str, content_type: str) -> None:
    assert client.post("/oidc/authorize", body, content_type=content_type).status_code == 400


@pytest.mark.parametrize(
    "raw", [b"\x00", b"\r\nSet-Cookie: a=b", b"%ff%fe", b"client_id=%00", b"=&=&&", b"\xff\xfe=\xe9"]
)
def test_garbage_is_refused_and_never_an_error_of_ours(client: Client, raw: bytes) -> None:
    posted = client.post("/oidc/authorize", raw, content_type=FORM)

    assert posted.status_code == 303
    assert client.get(posted["Location"]).status_code == 400


def test_a_long_state_comes_back_whole(client: Client, service: RelyingParty) -> None:
    state = "é" * 1024

    posted = client.post("/oidc/authorize", urlencode(ask(service, state=state, prompt="none")), content_type=FORM)

    assert answer_of(client.get(posted["Location"]))["state"] == state


def form_of(response: Any) -> dict[str, str]:
    """What a page sends to the service by itself."""
    assert response.status_code == 200
    page = response.content.decode()
    assert f'action="{CALLBACK}"' in page
    assert f"form-action 'self' {CALLBACK.removesuffix('/callback')}" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store" or "no-store" in response["Cache-Control"]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def test_an_answer_comes_as_a_form_where_it_was_asked(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    GrantFactory.create(relying_party=service, session=session)

    answer = form_of(
        client.get("/oidc/authorize", ask(service, response_mode="form_post", prompt="none", state='a"<b&é'))
    )

    assert answer["code"].startswith("ac_")
    assert answer["state"] == 'a"<b&é'
    assert answer["iss"] == settings.ISSUER


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"prompt": "none"}, "login_required"),
        ({"scope": "openid other"}, "invalid_scope"),
        ({"max_age": "x"}, "invalid_request"),
    ],
)
def test_an_error_comes_as_a_form_where_it_was_asked(
    client: Client, service: RelyingParty, changes: dict[str, str], code: str
) -> None:
    answer = form_of(client.get("/oidc/authorize", ask(service, response_mode="form_post", **changes)))

    assert (answer["error"], answer["state"], answer["iss"]) == (code, "the-state", settings.ISSUER)


def test_an_unknown_mode_is_told_by_the_query(client: Client, service: RelyingParty) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, response_mode="fragment")))

    assert answer["error"] == "invalid_request"


def test_who_gives_up_goes_back_by_a_form(client: Client, service: RelyingParty) -> None:
    opened = client.get("/oidc/authorize", ask(service, response_mode="form_post"))

    assert form_of(client.post(f"{opened['Location']}retour"))["error"] == "access_denied"


def test_a_client_registered_so_asks_without_a_proof_key(client: Client, service: RelyingParty) -> None:
    without = {**ask(service), "code_challenge": "", "code_challenge_method": ""}
    assert answer_of(client.get("/oidc/authorize", without))["error"] == "invalid_request"

    RelyingParty.objects.update(require_pkce=False)

    assert client.get("/oidc/authorize", without)["Location"].startswith("/oidc/connexion/")
