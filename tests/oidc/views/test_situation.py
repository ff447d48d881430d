"""The page on which a person chooses in which situation of exercise they enter a service."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from directory.models import Organization, PractitionerRole
from oidc.models import Grant, Interaction, ProviderSession
from oidc.vocabulary import InteractionState
from tests.factories.directory import ExpertiseFactory, PractitionerRoleFactory, ProfessionalExerciseFactory
from tests.factories.oidc import (
    BROWSER,
    CALLBACK,
    NOON,
    SESSION_COOKIE,
    GrantFactory,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def page(db: None) -> Interaction:
    """A person of two situations authenticated a moment ago."""
    session = ProviderSessionFactory.create(auth_time=NOON)
    interaction: Interaction = InteractionFactory.create(choosing=True, session=session)
    exercise = ProfessionalExerciseFactory.create(practitioner=session.practitioner, profession_code="10")
    ExpertiseFactory.create(exercise=exercise)
    PractitionerRoleFactory.create(
        exercise=exercise,
        mode_code="L",
        sector_code="SA07",
        organization__trade_name="Cabinet Horizon",
        organization__street_number="12",
        organization__street_name="des Lilas",
        organization__postal_code="35000",
        organization__commune_label="Rennes",
    )
    return interaction


@pytest.fixture
def practice(page: Interaction) -> PractitionerRole:
    return PractitionerRole.objects.get(organization__trade_name="Cabinet Horizon")


def address(page: Interaction, step: str = "") -> str:
    return f"/oidc/connexion/{page.pk}/{step}"


def answer_of(response: Any) -> dict[str, str]:
    assert response.status_code == 303
    location = urlsplit(response["Location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return dict(parse_qsl(location.query))


def choices_of(content: str) -> list[str]:
    return re.findall(r'<input type="radio"[^>]*value="(\d+)"', content)


def test_another_browser_sees_an_unknown_page(page: Interaction, practice: PractitionerRole) -> None:
    stranger = Client()
    stranger.cookies["op_browser"] = "another"

    assert stranger.get(address(page, "situation")).status_code == 404
    assert stranger.post(address(page, "situation"), {"situation": practice.pk}).status_code == 404


def test_a_choice_needs_the_token_against_forgery(page: Interaction, practice: PractitionerRole) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["op_browser"] = BROWSER

    assert browser.post(address(page, "situation"), {"situation": practice.pk}).status_code == 403


@pytest.mark.parametrize("step", ["identifiant", "qr", "telephone", "continuer", "autre", "accord", "carte"])
def test_while_somebody_chooses_every_other_step_leads_to_the_page(
    browser: Client, page: Interaction, step: str
) -> None:
    assert browser.post(address(page, step), {"answer": "oui"})["Location"] == address(page)


def test_before_anybody_authenticated_a_choice_leads_to_the_sign_in(browser: Client) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(asking_situation=True))

    assert browser.post(address(page, "situation"), {"situation": "1"})["Location"] == address(page)


def test_a_page_left_too_long_may_be_left(browser: Client, page: Interaction) -> None:
    Interaction.objects.update(expires_at=NOON)

    assert browser.get(address(page)).status_code == 410
    assert answer_of(browser.post(address(page, "retour")))["error"] == "access_denied"


def test_the_page_names_the_service_and_tells_situations_apart_without_a_script(
    browser: Client, page: Interaction, practice: PractitionerRole
) -> None:
    content = browser.get(address(page)).content.decode()

    assert "In which situation do you sign in?" in content
    assert len(choices_of(content)) == 2
    for told in ("Cabinet Horizon", "12 des Lilas, 35000\N{NO-BREAK SPACE}Rennes", "Dossier Santé Horizon"):
        assert told in content
    assert "<script" not in content.partition("<main")[2]
    assert "checked" not in content
    assert browser.get(address(page, "situation")).status_code == 200


def test_a_situation_without_structure_says_so(browser: Client, page: Interaction) -> None:
    PractitionerRole.objects.update(organization=None)

    assert "No structure declared" in browser.get(address(page)).content.decode()


def test_the_last_choice_is_proposed(browser: Client, page: Interaction, practice: PractitionerRole) -> None:
    GrantFactory.create(session=page.session, relying_party=page.relying_party, situation=practice, revoked=True)

    content = browser.get(address(page)).content.decode()

    assert re.search(rf'value="{practice.pk}"[^>]* checked', content)
    assert content.count(" checked") == 1


def test_who_chooses_is_sent_to_the_service_with_a_code(
    browser: Client, page: Interaction, practice: PractitionerRole
) -> None:
    answer = answer_of(browser.post(address(page, "situation"), {"situation": practice.pk}))

    assert answer["code"].startswith("ac_")
    assert Grant.objects.get().situation == practice
    assert browser.post(address(page, "situation"), {"situation": practice.pk}).status_code == 410


@pytest.mark.parametrize("sent", [{}, {"situation": ""}, {"situation": "0"}, {"situation": "peut-être"}])
def test_what_was_not_offered_shows_the_page_again_with_its_reason(
    browser: Client, page: Interaction, sent: dict[str, str]
) -> None:
    shown = browser.post(address(page, "situation"), sent)

    assert shown.status_code == 422
    assert 'role="alert" id="situation-error"' in shown.content.decode()
    assert not Grant.objects.exists()


def test_a_situation_of_somebody_else_shows_the_page_again(browser: Client, page: Interaction) -> None:
    theirs = PractitionerRoleFactory.create()

    shown = browser.post(address(page, "situation"), {"situation": theirs.pk})

    assert shown.status_code == 422
    organization = theirs.organization
    assert isinstance(organization, Organization)
    assert organization.display_name not in shown.content.decode()


def test_when_every_situation_ended_meanwhile_the_page_says_so(browser: Client, page: Interaction) -> None:
    assert page.session is not None
    page.session.practitioner.exercises.filter(profession_code="10").update(order_code="CNOM")
    PractitionerRole.objects.update(valid_until="2026-03-01")

    content = browser.get(address(page)).content.decode()

    assert 'id="situation-none"' in content
    assert answer_of(browser.post(address(page, "retour")))["error"] == "access_denied"


def test_an_approval_gives_the_session_cookie_and_leads_to_the_page(browser: Client, page: Interaction) -> None:
    assert page.session is not None
    signing_in = InteractionFactory.create(relying_party=page.relying_party)
    LoginRequestFactory.create(interaction=signing_in, approved=True, practitioner=page.session.practitioner)

    response = browser.get(address(signing_in))

    assert response["Location"] == address(signing_in)
    assert response.cookies["op_session"].value
    assert 'id="situation-choose"' in browser.get(address(signing_in)).content.decode()


def test_continue_as_leads_to_the_page(browser: Client, page: Interaction) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    going_on = InteractionFactory.create(relying_party=page.relying_party)

    assert browser.post(address(going_on, "continuer"))["Location"] == address(going_on)
    going_on.refresh_from_db()
    assert going_on.state == InteractionState.SITUATION


def test_continue_as_names_the_situation_that_is_kept_and_lets_another_be_chosen(
    browser: Client, page: Interaction, practice: PractitionerRole
) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    GrantFactory.create(session=page.session, relying_party=page.relying_party, situation=practice)
    going_on = InteractionFactory.create(relying_party=page.relying_party)

    content = browser.get(address(going_on)).content.decode()
    other = browser.post(address(going_on, "continuer"), {"another": ""})

    assert "Cabinet Horizon" in content
    assert 'id="continue-in-another"' in content
    assert other["Location"] == address(going_on)
    assert re.search(rf'value="{practice.pk}"[^>]* checked', browser.get(address(going_on)).content.decode())


def test_continue_as_goes_on_in_the_situation_that_is_kept(
    browser: Client, page: Interaction, practice: PractitionerRole
) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE
    GrantFactory.create(session=page.session, relying_party=page.relying_party, situation=practice)
    going_on = InteractionFactory.create(relying_party=page.relying_party)

    assert answer_of(browser.post(address(going_on, "continuer")))["code"]
    assert Grant.objects.latest("pk").situation == practice


def test_continue_as_names_no_situation_for_a_service_that_does_not_ask(browser: Client, page: Interaction) -> None:
    browser.cookies["op_session"] = SESSION_COOKIE

    content = browser.get(address(InteractionFactory.create())).content.decode()

    assert 'id="continue-as"' in content
    assert 'id="kept-situation"' not in content


def test_who_reads_what_is_told_may_choose_again(
    browser: Client, page: Interaction, practice: PractitionerRole
) -> None:
    RelyingPartyFactory._meta.model.objects.update(sign_in_page="consent")
    assert browser.post(address(page, "situation"), {"situation": practice.pk})["Location"] == address(page)

    read = browser.get(address(page)).content.decode()

    assert "Cabinet Horizon" in read
    assert f'href="{address(page, "situation")}"' in read
    again = browser.get(address(page, "situation")).content.decode()
    assert re.search(rf'value="{practice.pk}"[^>]* checked', again)


def test_who_agrees_to_a_service_that_does_not_ask_is_offered_no_choice(browser: Client) -> None:
    page = InteractionFactory.create(agreeing=True)

    assert 'id="choose-again"' not in browser.get(address(page)).content.decode()
    assert browser.get(address(page, "situation"))["Location"] == address(page)


def test_a_session_that_ended_meanwhile_leads_to_the_sign_in(browser: Client, page: Interaction) -> None:
    ProviderSession.objects.update(ended_at=NOON, ended_reason="signed_out")

    assert 'id="identify-submit"' in browser.get(address(page), follow=True).content.decode()
