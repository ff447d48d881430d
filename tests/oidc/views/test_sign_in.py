"""The pages on which a person signs in."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from oidc.models import Grant, Interaction, LoginRequest, ProviderSession
from oidc.vocabulary import InteractionState, LoginState
from tests.factories.directory import FormerIdentifierFactory, PractitionerFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    NOON,
    SESSION_COOKIE,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def address(page: Interaction, step: str = "") -> str:
    return f"/oidc/connexion/{page.pk}/{step}"


def answer_of(response: Any) -> dict[str, str]:
    assert response.status_code == 303
    location = urlsplit(response["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return dict(parse_qsl(location.query))


# who is at the door


@pytest.mark.parametrize("step", ["", "etat"])
def test_another_browser_sees_an_unknown_page(client: Client, page: Interaction, step: str) -> None:
    client.cookies["op_browser"] = "another"

    assert client.get(address(page, step)).status_code == 404


@pytest.mark.parametrize("step", ["identifiant", "continuer", "autre", "retour", "carte"])
def test_another_browser_may_do_nothing(client: Client, page: Interaction, step: str) -> None:
    client.cookies["op_browser"] = "another"

    assert client.post(address(page, step), {"national_id": "899700000001"}).status_code == 404
    assert not LoginRequest.objects.exists()


def test_a_browser_without_a_cookie_sees_an_unknown_page(client: Client, page: Interaction) -> None:
    assert client.get(address(page)).status_code == 404


@pytest.mark.parametrize("step", ["identifiant", "continuer", "autre", "retour", "carte"])
def test_every_act_needs_the_token_against_forgery(page: Interaction, step: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["op_browser"] = BROWSER

    assert browser.post(address(page, step), {"national_id": "899700000001"}).status_code == 403


# identifying oneself


def test_the_page_asks_for_the_identifier_with_the_hint_of_the_service(browser: Client) -> None:
    page = InteractionFactory.create(changes={"login_hint": "899700000001"})

    content = browser.get(address(page)).content.decode()

    assert 'value="899700000001"' in content
    assert "Dossier Santé Horizon" in content


def test_the_forms_of_the_page_may_end_at_the_service_or_in_the_wallet_and_nowhere_else(
    browser: Client, page: Interaction
) -> None:
    policy = browser.get(address(page))["Content-Security-Policy"]

    [forms] = [one for one in policy.split("; ") if one.startswith("form-action")]
    assert forms == "form-action 'self' https://service.test http://wallet.testserver http://carte.testserver"
    assert "unsafe" not in policy


@pytest.mark.parametrize("typed", ["", "   ", "Marie Dupont", "8" * 60, "89970\x000000", "<script>"])
def test_what_cannot_be_an_identifier_is_said_so(browser: Client, page: Interaction, typed: str) -> None:
    response = browser.post(address(page, "identifiant"), {"national_id": typed})

    assert response.status_code == 422
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize("shape", ["{national_id}", "{identifier}", " {identifier} ", "{spaced}"])
def test_a_number_is_understood_however_it_is_typed(browser: Client, page: Interaction, shape: str) -> None:
    person = PractitionerFactory.create(practising=True)
    spaced = "\u00a0".join(re.findall("..?", person.identifier))
    typed = shape.format(national_id=person.national_id, identifier=person.identifier, spaced=spaced)

    response = browser.post(address(page, "identifiant"), {"national_id": typed})

    assert response["Location"] == address(page)
    assert LoginRequest.objects.get().practitioner == person


@pytest.mark.parametrize("typed", ["0750712184", "75 071 218 4"])
def test_an_old_number_asks_the_phone_of_its_person(browser: Client, page: Interaction, typed: str) -> None:
    person = PractitionerFactory.create(practising=True)
    FormerIdentifierFactory.create(practitioner=person, national_id="0750712184")

    browser.post(address(page, "identifiant"), {"national_id": typed})

    assert LoginRequest.objects.get().practitioner == person


def test_an_unknown_number_shows_the_same_page_for_the_same_queries(
    browser: Client, django_assert_max_num_queries: Any
) -> None:
    person = PractitionerFactory.create(practising=True)
    shown, counts = [], []
    for number in (person.national_id, "899700000000"):
        page = InteractionFactory.create()
        with django_assert_max_num_queries(20) as asked:
            browser.post(address(page, "identifiant"), {"national_id": number})
            content = browser.get(address(page)).content.decode()
        login = LoginRequest.objects.get(interaction=page)
        counts.append(len(asked))
        content = content.replace(str(page.pk), "PAGE")
        content = re.sub(rf"(?<!\d){login.number}(?=\s*</(?:title|strong)>)", "NUMBER", content)
        assert content.count("NUMBER") >= 3
        shown.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content))

    assert counts[0] == counts[1]
    assert shown[0] == shown[1]


def test_the_number_is_shown_and_the_page_refreshes_without_scripts(browser: Client) -> None:
    login = LoginRequestFactory.create()

    content = browser.get(address(login.interaction)).content.decode()

    assert re.search(r'id="sign-in-number"[^>]*>42<', content)
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', content)
    assert "<script>" not in content
    assert 'id="seconds-left">120<' in content


@pytest.mark.parametrize(
    ("traits", "state"),
    [
        ({}, "PENDING"),
        ({"approved": True}, "APPROVED"),
        ({"denied": True}, "DENIED"),
        ({"reported": True}, "REPORTED"),
        ({"expired": True}, "EXPIRED"),
    ],
)
def test_the_waiting_page_learns_the_state_and_changes_nothing(
    browser: Client, traits: dict[str, bool], state: str
) -> None:
    login = LoginRequestFactory.create(**traits)
    before = LoginRequest.objects.values().get()

    response = browser.get(address(login.interaction, "etat"))

    assert response.json()["state"] == state
    assert LoginRequest.objects.values().get() == before


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        ({"denied": True}, "The sign-in was refused"),
        ({"denied": True, "wrong_number": True}, "Not the right number"),
        ({"expired": True}, "The time is over"),
    ],
)
def test_a_refusal_is_told_with_a_way_to_try_again_and_a_way_back(
    browser: Client, traits: dict[str, bool], words: str
) -> None:
    login = LoginRequestFactory.create(**traits)

    content = browser.get(address(login.interaction)).content.decode()

    assert words in content
    assert 'id="retry"' in content
    assert 'id="return-to-service"' in content
    assert 'id="identify-form"' in browser.get(address(login.interaction) + "?nouveau").content.decode()


def test_a_report_leads_back_to_the_service_alone_and_tells_it(browser: Client) -> None:
    login = LoginRequestFactory.create(reported=True)
    page = login.interaction

    content = browser.get(address(page)).content.decode()
    for step in ("identifiant", "qr", "telephone"):
        browser.post(address(page, step), {"national_id": login.practitioner.national_id})

    assert "Reported as not requested" in content
    assert 'id="retry"' not in content
    assert LoginRequest.objects.count() == 1
    assert answer_of(browser.post(address(page, "retour")))["error"] == "access_denied"


def test_a_second_number_withdraws_the_first_question(browser: Client, page: Interaction) -> None:
    for _ in range(2):
        browser.post(address(page, "identifiant"), {"national_id": "899700000001"})

    states = LoginRequest.objects.order_by("created_at", "pk").values_list("state", flat=True)
    assert sorted(states) == [LoginState.CANCELLED, LoginState.PENDING]


def test_a_page_closes_after_too_many_numbers(browser: Client, page: Interaction) -> None:
    for _ in range(10):
        assert browser.post(address(page, "identifiant"), {"national_id": "899700000001"}).status_code == 303

    assert browser.post(address(page, "identifiant"), {"national_id": "899700000001"}).status_code == 429


# coming back with the phone's approval


def test_the_opening_browser_takes_the_approval_once(browser: Client) -> None:
    login = LoginRequestFactory.create(approved=True)

    first = browser.get(address(login.interaction))
    second = browser.get(address(login.interaction))

    answer = answer_of(first)
    assert answer["code"].startswith("ac_")
    assert answer["state"] == "the-state"
    assert answer["iss"] == "http://testserver"
    assert second.status_code == 410
    assert Grant.objects.count() == 1


def test_another_browser_takes_no_approval(client: Client) -> None:
    login = LoginRequestFactory.create(approved=True)
    client.cookies["op_browser"] = "another"

    assert client.get(address(login.interaction)).status_code == 404
    login.refresh_from_db()
    assert login.state == LoginState.APPROVED


def test_a_session_is_fresh_and_its_cookie_is_kept_as_a_digest(browser: Client) -> None:
    browser.cookies["op_session"] = "an-older-session"
    login = LoginRequestFactory.create(approved=True)

    response = browser.get(address(login.interaction))

    session = ProviderSession.objects.get()
    cookie = response.cookies["op_session"]
    assert cookie.value != "an-older-session"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert session.browser_digest != cookie.value
    assert session.card == login.card
    assert session.auth_time == NOON
    assert session.expires_at == NOON + timedelta(hours=4)
    assert "portal_session" not in response.cookies


def test_a_shared_workstation_keeps_no_session(browser: Client) -> None:
    login = LoginRequestFactory.create(approved=True, shared_workstation=True)

    response = browser.get(address(login.interaction))

    assert response.cookies["op_session"].value == ""
    assert "op_known" not in response.cookies
    assert ProviderSession.objects.get().browser_digest is None


def test_a_browser_that_signed_a_person_in_is_known_next_time(browser: Client) -> None:
    login = LoginRequestFactory.create(approved=True)
    browser.get(address(login.interaction))
    page = InteractionFactory.create()

    browser.post(address(page, "autre"))
    browser.post(address(page, "identifiant"), {"national_id": login.practitioner.national_id})

    assert LoginRequest.objects.get(interaction=page).known_browser is True


def test_a_forged_mark_of_a_known_browser_counts_for_nothing(browser: Client, page: Interaction) -> None:
    person = PractitionerFactory.create(practising=True)
    browser.cookies["op_known"] = "WyJhIl0:1abc:forged"

    browser.post(address(page, "identifiant"), {"national_id": person.national_id})

    assert LoginRequest.objects.get().known_browser is False


def test_an_approval_of_a_test_identity_is_denied_to_a_production_service(browser: Client) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(production=True))
    LoginRequestFactory.create(interaction=page, approved=True)

    answer = answer_of(browser.get(address(page)))

    assert answer["error"] == "access_denied"
    assert not ProviderSession.objects.exists()
    assert not Grant.objects.exists()


def test_an_approval_is_worth_nothing_once_the_card_is_revoked(browser: Client) -> None:
    login = LoginRequestFactory.create(approved=True)
    login.card.state, login.card.ended_at, login.card.end_reason = "REVOKED", NOON, "STOLEN"
    login.card.save()

    assert answer_of(browser.get(address(login.interaction)))["error"] == "access_denied"


# in which language


@pytest.mark.parametrize(
    ("ui_locales", "chosen", "language"),
    [
        ([], "", "en"),
        (["fr"], "", "fr"),
        (["se", "fr-FR", "en"], "", "fr"),
        (["EN-gb", "fr"], "", "en"),
        (["se"], "", "en"),
        (["fr"], "en", "en"),
        (["en"], "fr", "fr"),
        (["fr"], "zz", "fr"),
    ],
)
def test_a_page_speaks_as_the_person_chose_or_else_as_the_service_asked(
    browser: Client, ui_locales: list[str], chosen: str, language: str
) -> None:
    page = InteractionFactory.create(changes={"ui_locales": ui_locales})
    if chosen:
        browser.cookies["language"] = chosen

    shown = browser.get(address(page))

    assert f'<html lang="{language}">' in shown.content.decode()
    assert shown["Content-Language"] == language


def test_the_language_of_one_sign_in_is_not_that_of_the_next_page(browser: Client) -> None:
    browser.get(address(InteractionFactory.create(changes={"ui_locales": ["fr"]})))

    assert '<html lang="en">' in browser.get(address(InteractionFactory.create())).content.decode()


# a session that was kept


def test_a_kept_session_offers_to_continue(browser: Client, page: Interaction) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    session = ProviderSessionFactory.create()

    assert session.practitioner.display_name in browser.get(address(page)).content.decode()

    answer = answer_of(browser.post(address(page, "continuer")))
    assert answer["code"].startswith("ac_")
    assert Grant.objects.get().session == session


def test_not_me_asks_for_the_identifier_and_leaves_the_session(browser: Client, page: Interaction) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    session = ProviderSessionFactory.create()

    browser.post(address(page, "autre"))

    assert 'id="identify-form"' in browser.get(address(page)).content.decode()
    session.refresh_from_db()
    assert session.ended_at is None


@pytest.mark.parametrize("changes", [{"prompt": ["login"]}, {"max_age": 0}, {"max_age": 599}])
def test_d1_continuing_by_hand_never_skips_a_fresh_authentication(browser: Client, changes: dict[str, Any]) -> None:
    page = InteractionFactory.create(changes=changes)
    browser.cookies["op_session"] = SESSION_COOKIE
    ProviderSessionFactory.create()

    response = browser.post(
        address(page, "continuer"),
        {"prompt": "", "max_age": "", "client_id": page.relying_party.public_id, "allow": "1"},
    )

    assert response["Location"] == address(page)
    assert not Grant.objects.exists()
    assert 'id="identify-form"' in browser.get(address(page)).content.decode()


def test_d1_what_the_page_posts_changes_nothing_of_the_request(browser: Client, page: Interaction) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    ProviderSessionFactory.create()

    answer = answer_of(
        browser.post(
            address(page, "continuer"),
            {"redirect_uri": "https://evil.test/", "scope": "openid admin", "state": "other"},
        )
    )

    assert answer["state"] == "the-state"
    assert Grant.objects.get().scopes == ["openid", "scope_all"]


def test_the_session_of_another_person_than_the_hinted_one_is_not_offered(browser: Client) -> None:
    page = InteractionFactory.create(changes={"login_hint": "899700999999"})
    browser.cookies["op_session"] = SESSION_COOKIE
    ProviderSessionFactory.create()

    assert 'id="identify-form"' in browser.get(address(page)).content.decode()
    assert browser.post(address(page, "continuer"))["Location"] == address(page)
    assert not Grant.objects.exists()


def test_a_session_of_a_test_identity_is_not_offered_to_a_production_service(browser: Client) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(production=True))
    browser.cookies["op_session"] = SESSION_COOKIE
    ProviderSessionFactory.create()

    assert 'id="identify-form"' in browser.get(address(page)).content.decode()
    assert browser.post(address(page, "continuer"))["Location"] == address(page)
    assert not Grant.objects.exists()


# the ways out


def test_giving_up_tells_the_service_and_closes_the_page(browser: Client, page: Interaction) -> None:
    answer = answer_of(browser.post(address(page, "retour")))

    page.refresh_from_db()
    assert answer["error"] == "access_denied"
    assert answer["state"] == "the-state"
    assert page.state == InteractionState.REFUSED
    assert browser.get(address(page)).status_code == 410


def test_giving_up_withdraws_the_question_from_the_phone(browser: Client) -> None:
    login = LoginRequestFactory.create()

    browser.post(address(login.interaction, "retour"))

    login.refresh_from_db()
    assert login.state == LoginState.CANCELLED


def test_a_page_that_stayed_open_too_long_keeps_its_way_back(
    browser: Client, page: Interaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(minutes=15))

    shown = browser.get(address(page))

    assert shown.status_code == 410
    assert 'id="return-to-service"' in shown.content.decode()
    assert browser.post(address(page, "identifiant"), {"national_id": "899700000001"}).status_code == 410
    assert answer_of(browser.post(address(page, "retour")))["error"] == "access_denied"


def test_the_waiting_page_costs_few_queries(browser: Client, django_assert_num_queries: Any) -> None:
    login = LoginRequestFactory.create()

    with django_assert_num_queries(2):
        browser.get(address(login.interaction, "etat"))
