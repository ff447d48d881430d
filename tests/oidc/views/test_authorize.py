"""The authorization endpoint."""

import html
import re
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from activation.models import VirtualCard
from directory.models import Fusion, Practitioner
from oidc.models import AuthorizationCode, Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol import jose
from oidc.workflows.expected import subject_of
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    CALLBACK,
    CHALLENGE,
    NOON,
    SESSION_COOKIE,
    GrantFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)
from tests.factories.qualifications import FusionFactory

FORM = "application/x-www-form-urlencoded"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


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


@pytest.fixture
def session(client: Client, service: RelyingParty) -> ProviderSession:
    client.cookies["op_session"] = SESSION_COOKIE
    kept: ProviderSession = ProviderSessionFactory.create()
    return kept


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


def test_prompt_none_tells_nothing_to_a_service_that_the_person_never_chose(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    GrantFactory.create(session=session)
    GrantFactory.create(session=session, relying_party=service, revoked=True)
    GrantFactory.create(session=session, relying_party=service, scopes=["openid", "profile"])
    GrantFactory.create(session__browser_digest="elsewhere", relying_party=service)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))

    assert answer["error"] == "interaction_required"
    assert not AuthorizationCode.objects.exists()


def test_prompt_none_with_a_session_gives_a_code_without_a_page(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))

    assert answer["code"].startswith("ac_")
    assert answer["state"] == "the-state"
    assert answer["iss"] == "http://testserver"
    assert Grant.objects.latest("pk").session == session


def test_d7_a_code_is_stored_as_a_digest(client: Client, service: RelyingParty, session: ProviderSession) -> None:
    GrantFactory.create(session=session, relying_party=service)

    code = answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["code"]

    assert AuthorizationCode.objects.get().digest != code
    assert code not in str(AuthorizationCode.objects.values().get())


def test_a_session_without_prompt_asks_who_continues(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    response = client.get("/oidc/authorize", ask(service))

    assert response["Location"].startswith("/oidc/connexion/")
    assert not Grant.objects.exists()


@pytest.mark.parametrize("prompt", ["select_account", "consent", "consent select_account"])
def test_a_person_with_a_session_chooses_and_agrees_once_where_it_was_asked(
    client: Client, service: RelyingParty, session: ProviderSession, prompt: str
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    page = client.get("/oidc/authorize", ask(service, prompt=prompt))["Location"]

    assert 'id="continue-as"' in client.get(page).content.decode()
    answer = client.post(f"{page}continuer")
    if "consent" in prompt:
        assert answer["Location"] == page
        answer = client.post(f"{page}accord", {"answer": "oui"})
    assert "code" in answer_of(answer)


def test_a_person_with_a_session_may_choose_to_be_another(
    client: Client, service: RelyingParty, session: ProviderSession
) -> None:
    page = client.get("/oidc/authorize", ask(service, prompt="select_account"))["Location"]

    client.post(f"{page}autre")

    assert 'id="identify-form"' in client.get(page).content.decode()


@pytest.mark.parametrize("changes", [{"prompt": "none", "max_age": "599"}, {"prompt": "none", "max_age": "0"}])
def test_d9_a_stale_session_with_prompt_none_is_login_required_and_stays_as_it_is(
    client: Client, service: RelyingParty, session: ProviderSession, changes: dict[str, str]
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, **changes)))

    session.refresh_from_db()
    assert answer["error"] == "login_required"
    assert session.ended_at is None


def test_d9_another_sign_in_of_the_same_person_does_not_refresh_this_session(
    client: Client, service: RelyingParty, session: ProviderSession, at_noon: Any
) -> None:
    ProviderSessionFactory.create(card=session.card, browser_digest="elsewhere", auth_time=at_noon)

    answer = answer_of(client.get("/oidc/authorize", ask(service, prompt="none", max_age="599")))

    assert answer["error"] == "login_required"


@pytest.mark.parametrize("trait", ["idle", "old", "ended"])
def test_a_session_that_is_over_is_no_session(client: Client, service: RelyingParty, trait: str) -> None:
    ProviderSessionFactory.create(**{trait: True})
    client.cookies["op_session"] = SESSION_COOKIE

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_d6_a_session_ends_with_its_card(client: Client, service: RelyingParty, at_noon: Any) -> None:
    card = VirtualCardFactory.create(state="REVOKED", ended_at=at_noon, end_reason="LOST")
    ProviderSessionFactory.create(card=card)
    client.cookies["op_session"] = SESSION_COOKIE

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_a_session_ends_with_the_rights_of_its_holder(
    client: Client, service: RelyingParty, session: ProviderSession, at_noon: Any
) -> None:
    session.practitioner.deceased_date = at_noon.date()
    session.practitioner.save()

    assert answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))["error"] == "login_required"


def test_a_test_identity_is_denied_to_a_production_service(
    client: Client, session: ProviderSession, production_service: RelyingParty
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(production_service, prompt="none")))

    assert answer["error"] == "access_denied"
    assert not Grant.objects.exists()


def test_an_authorization_costs_few_queries(
    client: Client, service: RelyingParty, session: ProviderSession, django_assert_max_num_queries: Any
) -> None:
    GrantFactory.create(session=session, relying_party=service)

    # client, session with all that decides, savepoint pair, journal, grant with its code and the use of the session
    with django_assert_max_num_queries(6):
        answer_of(client.get("/oidc/authorize", ask(service, prompt="none")))


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


def hint_for(service: RelyingParty, keys: dict[str, jose.LoadedKey], subject: str) -> str:
    claims = {"iss": settings.ISSUER, "sub": subject, "aud": service.public_id, "sid": "any", "exp": 1}
    return jose.sign(claims, key=keys["ES256"])


def test_a_hint_of_the_person_of_the_session_is_answered_and_of_another_is_not(
    client: Client, service: RelyingParty, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    GrantFactory.create(relying_party=service, session=session)
    own = f"f:{settings.SUBJECT_NAMESPACE}:{session.practitioner.national_id}"

    def asked(subject: str, **changes: str) -> Any:
        hint = hint_for(service, signing_keys, subject)
        return client.get("/oidc/authorize", ask(service, id_token_hint=hint, **changes))

    assert "code" in answer_of(asked(own, prompt="none"))
    assert answer_of(asked("f:x:other", prompt="none"))["error"] == "login_required"
    page = client.get(asked("f:x:other")["Location"]).content.decode()
    assert 'name="national_id"' in page


def test_a_hint_or_a_number_of_before_names_the_same_person(
    client: Client, service: RelyingParty, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    GrantFactory.create(relying_party=service, session=session)
    absorbed: Practitioner = PractitionerFactory.create()
    stranger: Practitioner = PractitionerFactory.create(practising=True)

    def answers(person: Practitioner) -> list[str]:
        hint = hint_for(service, signing_keys, f"f:{settings.SUBJECT_NAMESPACE}:{person.national_id}")
        asked = (
            ask(service, prompt="none", id_token_hint=hint),
            ask(service, prompt="none", login_hint=person.national_id),
        )
        return ["code" if "code" in answer_of(client.get("/oidc/authorize", one)) else "no" for one in asked]

    assert answers(session.practitioner) == ["code", "code"]
    assert answers(absorbed) == answers(stranger) == ["no", "no"]
    FusionFactory.create(absorbed=absorbed, kept=session.practitioner)
    assert answers(absorbed) == ["code", "code"]
    assert answers(stranger) == ["no", "no"]
    Fusion.objects.update(undone_at=NOON)
    assert answers(absorbed) == ["no", "no"]
    FusionFactory.create(absorbed=session.practitioner, kept=stranger)  # since the session began; the card goes along
    VirtualCard.objects.update(practitioner=stranger)
    assert answers(stranger) == ["code", "code"]


def test_a_hint_of_before_names_the_same_person_to_a_pairwise_service(
    client: Client, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    service = RelyingPartyFactory.create(pairwise=True)
    GrantFactory.create(relying_party=service, session=session, scopes=["openid"])
    absorbed: Practitioner = PractitionerFactory.create()
    hint = hint_for(service, signing_keys, subject_of(absorbed, service))
    asked = ask(service, prompt="none", id_token_hint=hint, scope="openid")
    assert answer_of(client.get("/oidc/authorize", asked))["error"] == "login_required"

    FusionFactory.create(absorbed=absorbed, kept=session.practitioner)

    assert "code" in answer_of(client.get("/oidc/authorize", asked))


@pytest.mark.parametrize("hint", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_hint_that_is_not_ours_is_refused(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey], hint: str
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, id_token_hint=hint)))

    assert answer["error"] == "invalid_request"


def test_a_hint_given_to_another_service_is_refused(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    hint = hint_for(RelyingPartyFactory.create(), signing_keys, "f:x:y")

    assert answer_of(client.get("/oidc/authorize", ask(service, id_token_hint=hint)))["error"] == "invalid_request"


def test_a_client_registered_so_asks_without_a_proof_key(client: Client, service: RelyingParty) -> None:
    without = {**ask(service), "code_challenge": "", "code_challenge_method": ""}
    assert answer_of(client.get("/oidc/authorize", without))["error"] == "invalid_request"

    RelyingParty.objects.update(require_pkce=False)

    assert client.get("/oidc/authorize", without)["Location"].startswith("/oidc/connexion/")
