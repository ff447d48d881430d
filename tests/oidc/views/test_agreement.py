"""The page on which a person reads what a service would be told."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oidc.models import Consent, Grant, Interaction, ProviderSession, RelyingParty
from oidc.protocol.metadata import CLAIMS
from oidc.views.told_words import NAMED, OF_NOBODY
from oidc.vocabulary import InteractionState
from tests.factories.directory import PractitionerRoleFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    CHALLENGE,
    NOON,
    SESSION_COOKIE,
    ConsentFactory,
    GrantFactory,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def page(db: None) -> Interaction:
    """A person authenticated a moment ago, and reads."""
    interaction: Interaction = InteractionFactory.create(agreeing=True)
    return interaction


def address(page: Interaction, step: str = "") -> str:
    return f"/oidc/connexion/{page.pk}/{step}"


def answer_of(response: Any) -> dict[str, str]:
    assert response.status_code == 303
    location = urlsplit(response["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return dict(parse_qsl(location.query))


def lines_of(content: str) -> list[str]:
    return re.findall(r'<details id="told-([a-z-]+)">', content)


def test_another_browser_sees_an_unknown_page(page: Interaction) -> None:
    stranger = Client()
    stranger.cookies["op_browser"] = "another"

    assert stranger.get(address(page)).status_code == 404
    assert stranger.post(address(page, "accord"), {"answer": "oui"}).status_code == 404


def test_an_answer_needs_the_token_against_forgery(page: Interaction) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["op_browser"] = BROWSER

    assert browser.post(address(page, "accord"), {"answer": "oui"}).status_code == 403


def test_what_is_no_answer_leads_back_to_the_page(browser: Client, page: Interaction) -> None:
    for answer in ({}, {"answer": "peut-être"}):
        assert browser.post(address(page, "accord"), answer)["Location"] == address(page)
    assert not Grant.objects.exists()


@pytest.mark.parametrize("step", ["identifiant", "qr", "telephone", "continuer", "autre", "carte", "approuve"])
def test_while_somebody_reads_every_other_step_leads_to_the_page(browser: Client, page: Interaction, step: str) -> None:
    assert browser.post(address(page, step), {"national_id": "899700000001"})["Location"] == address(page)


def test_before_anybody_authenticated_an_answer_leads_to_the_sign_in(browser: Client) -> None:
    page = InteractionFactory.create()

    assert browser.post(address(page, "accord"), {"answer": "oui"})["Location"] == address(page)
    assert 'id="identify-submit"' in browser.get(address(page)).content.decode()


def test_a_page_left_too_long_may_be_left(browser: Client, page: Interaction) -> None:
    Interaction.objects.update(expires_at=NOON)

    assert browser.get(address(page)).status_code == 410
    assert browser.post(address(page, "accord"), {"answer": "oui"}).status_code == 410
    assert answer_of(browser.post(address(page, "retour")))["error"] == "access_denied"


def test_a_session_that_ended_meanwhile_leads_to_the_sign_in(browser: Client, page: Interaction) -> None:
    ProviderSession.objects.update(ended_at=NOON, ended_reason="signed_out")

    shown = browser.get(address(page), follow=True)

    assert 'id="identify-submit"' in shown.content.decode()


def test_the_page_names_the_service_its_environment_and_every_group_with_the_persons_own_values(
    browser: Client, page: Interaction
) -> None:
    assert page.session is not None
    person = page.session.practitioner
    PractitionerRoleFactory.create(
        exercise=person.exercises.get(),
        organization__trade_name="Cabinet Horizon",
        organization__postal_code="35000",
        organization__email="cabinet@horizon.test",
    )

    content = browser.get(address(page)).content.decode()

    assert "Dossier Santé Horizon" in content
    assert "test service" in content
    assert lines_of(content) == ["identity", "number", "professions", "places", "sign-in"]
    for told in (person.family_name, person.national_id, "Cabinet Horizon", "35000", "cabinet@horizon.test", "eidas1"):
        assert told in content
    assert 'id="consent-agree"' in content
    assert 'id="consent-refuse"' in content
    assert "<script" not in content.partition("<main")[2]
    assert browser.get(address(page, "accord")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"scope": ["openid"]}, ["number", "sign-in"]),
        ({"scope": ["openid", "profile"]}, ["identity", "number", "sign-in"]),
        ({"scope": ["openid", "email"]}, ["number", "mailbox", "sign-in"]),
        (
            {"scope": ["openid"], "claims": {"userinfo": {"SubjectRole": {}}}},
            ["number", "professions", "sign-in"],
        ),
        (
            {"scope": ["openid"], "claims": {"id_token": {"SubjectOrganization": {}}}},
            ["number", "places", "sign-in"],
        ),
    ],
)
def test_nothing_is_named_that_is_not_told(browser: Client, changes: dict[str, Any], lines: list[str]) -> None:
    page = InteractionFactory.create(agreeing=True, changes=changes)

    assert lines_of(browser.get(address(page)).content.decode()) == lines


def test_a_service_that_learns_no_number_shows_none(browser: Client) -> None:
    service = RelyingPartyFactory.create(informing=True, pairwise=True)
    page = InteractionFactory.create(agreeing=True, relying_party=service, changes={"scope": ["openid", "profile"]})
    assert page.session is not None

    content = browser.get(address(page)).content.decode()

    assert lines_of(content) == ["identity", "sign-in"]
    assert page.session.practitioner.national_id not in content.partition('id="told"')[2]


def test_every_claim_of_the_provider_has_its_line_or_is_no_fact_of_a_person() -> None:
    of_the_protocol = {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "amr", "sid", "at_hash"}

    assert NAMED | OF_NOBODY | of_the_protocol == set(CLAIMS)
    assert not NAMED & OF_NOBODY


def test_a_service_that_informs_shows_one_button_and_a_way_out(browser: Client) -> None:
    page = InteractionFactory.create(agreeing=True, relying_party=RelyingPartyFactory.create(informing=True))

    content = browser.get(address(page)).content.decode()

    assert 'id="information"' in content
    assert "Do you agree" not in content
    assert answer_of(browser.post(address(page, "accord"), {"answer": "oui"}))["code"]


def test_who_agrees_is_sent_to_the_service_with_a_code(browser: Client, page: Interaction) -> None:
    answer = answer_of(browser.post(address(page, "accord"), {"answer": "oui"}))

    assert answer["code"].startswith("ac_")
    assert answer["state"] == "the-state"
    assert browser.get(address(page)).status_code == 410


def test_who_refuses_is_sent_to_the_service_with_an_error(browser: Client, page: Interaction) -> None:
    answer = answer_of(browser.post(address(page, "accord"), {"answer": "non"}))

    assert (answer["error"], answer["error_description"]) == ("access_denied", "the user refused")
    assert not Consent.objects.exists()


def test_an_approval_gives_the_session_cookie_and_leads_to_the_page(browser: Client) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))
    LoginRequestFactory.create(interaction=page, approved=True)

    response = browser.get(address(page))

    assert response["Location"] == address(page)
    assert response.cookies["op_session"].value
    assert 'id="consent-agree"' in browser.get(address(page)).content.decode()


def test_continue_as_leads_to_the_page(browser: Client) -> None:
    ProviderSessionFactory.create()
    browser.cookies["op_session"] = SESSION_COOKIE
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(consenting=True))

    assert browser.post(address(page, "continuer"))["Location"] == address(page)
    page.refresh_from_db()
    assert page.state == InteractionState.CONSENT


def _cost_of_silence(browser: Client, service: RelyingParty) -> int:
    asked = {
        "client_id": service.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid scope_all",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "prompt": "none",
    }
    with CaptureQueriesContext(connection) as queries:
        assert answer_of(browser.get("/oidc/authorize", asked))["code"]
    return len(queries)


def test_an_agreement_costs_one_query_and_a_service_without_a_page_none(browser: Client) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    session = ProviderSessionFactory.create()
    plain, consenting = RelyingPartyFactory.create(), RelyingPartyFactory.create(consenting=True)
    for service in (plain, consenting):
        GrantFactory.create(session=session, relying_party=service)
    ConsentFactory.create(practitioner=session.practitioner, relying_party=consenting)
    for service in (plain, consenting):
        _cost_of_silence(browser, service)  # it is in memory now

    cost = _cost_of_silence(browser, plain)

    assert _cost_of_silence(browser, consenting) == cost + 1
    with CaptureQueriesContext(connection) as queries:
        _cost_of_silence(browser, plain)
    assert not any("oidc_consent" in str(query["sql"]) for query in queries)
