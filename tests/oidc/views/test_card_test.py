"""`/ecps/essai`: holders test their e-CPS; nobody is signed in anywhere."""

import pytest
from django.test import Client

from directory.models import AuditEvent
from oidc.models import Grant, Interaction, LoginRequest, ProviderSession
from oidc.protocol import digests
from oidc.vocabulary import Environment, InteractionState, LoginState, Purpose, Way
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    RETURN_CODE,
    SESSION_COOKIE,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

START = "/ecps/essai"


@pytest.fixture
def page() -> Interaction:
    made: Interaction = InteractionFactory.create(card_test=True)
    return made


def address(page: Interaction | None, step: str = "") -> str:
    assert page is not None
    return f"/oidc/connexion/{page.pk}/{step}"


def test_the_page_explains_and_opens_nothing(client: Client) -> None:
    assert 'id="start-test"' in client.get(START).content.decode()
    assert not Interaction.objects.exists()


def test_a_test_is_not_opened_from_another_site() -> None:
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


def test_a_browser_without_a_name_gets_one_and_may_ask(client: Client) -> None:
    sent = client.post(START)

    opened = Interaction.objects.get()
    assert sent.status_code == 303
    assert sent["Location"] == address(opened)
    assert opened.browser_digest == digests.digest(client.cookies["op_browser"].value)
    shown = client.get(address(opened)).content.decode()
    assert all(mark in shown for mark in ('id="identify-form"', 'id="qr"', 'id="open-on-this-phone"'))
    assert 'name="shared_workstation"' not in shown
    assert Client().get(address(opened)).status_code == 404


@pytest.mark.parametrize("traits", [{}, {"real": True}])
def test_everybody_may_test_by_number(browser: Client, page: Interaction, traits: dict[str, bool]) -> None:
    person = PractitionerFactory.create(practising=True, **traits)

    browser.post(address(page, "identifiant"), {"national_id": person.national_id})

    login = LoginRequest.objects.get()
    assert (login.purpose, login.practitioner, login.relying_party) == (Purpose.TEST, person, None)
    shown = login.display()
    assert (shown["client"], shown["environment"], shown["scopes"]) == ("e-CPS", Environment.SANDBOX, [])
    assert login.number in browser.get(address(page)).content.decode()


@pytest.mark.parametrize(("step", "way"), [("qr", Way.QR), ("telephone", Way.LINK)])
def test_the_other_ways_test_too(browser: Client, page: Interaction, step: str, way: Way) -> None:
    browser.post(address(page, step))

    login = LoginRequest.objects.get()
    assert (login.purpose, login.way) == (Purpose.TEST, way)


def works(browser: Client, login: LoginRequest) -> bool:
    shown = browser.get(address(login.interaction))
    assert shown.status_code in {200, 410}
    return 'id="card-works"' in shown.content.decode()


def test_an_approval_says_that_it_works_and_signs_nobody_in(browser: Client) -> None:
    login = LoginRequestFactory.create(card_test=True, approved=True)

    answer = browser.get(address(login.interaction))

    assert answer.status_code == 303
    assert answer["Location"] == address(login.interaction)
    assert not ({"op_session", "op_known"} & set(answer.cookies))
    assert works(browser, login)
    assert not Grant.objects.exists()
    assert not ProviderSession.objects.exists()
    assert AuditEvent.objects.get().action == "oidc.card_tested"
    assert Client().get(address(login.interaction)).status_code == 404


def test_on_the_same_phone_it_takes_the_code(browser: Client) -> None:
    login = LoginRequestFactory.create(card_test=True, returning=True)

    assert not works(browser, login)
    browser.post(address(login.interaction, "approuve"), {"return_code": "another"})
    assert not works(browser, login)
    browser.post(address(login.interaction, "approuve"), {"return_code": RETURN_CODE})
    assert works(browser, login)


def test_a_card_that_stopped_working_is_not_said_to_work(browser: Client) -> None:
    login = LoginRequestFactory.create(card_test=True, approved=True)
    type(login.card).objects.update(state="SUSPENDED")

    browser.get(address(login.interaction))

    assert not works(browser, login)
    assert browser.get(address(login.interaction)).status_code == 410


@pytest.mark.parametrize("traits", [{"denied": True}, {"reported": True}, {"expired": True}])
def test_the_other_ends_lead_on(browser: Client, traits: dict[str, bool]) -> None:
    login = LoginRequestFactory.create(card_test=True, **traits)

    shown = browser.get(address(login.interaction))

    assert shown.status_code == 200
    assert 'id="not-approved"' in shown.content.decode()
    assert not works(browser, login)


def test_a_kept_session_does_not_answer_instead_of_the_phone(browser: Client, page: Interaction) -> None:
    ProviderSessionFactory.create()
    browser.cookies["op_session"] = SESSION_COOKIE

    assert 'id="identify-form"' in browser.get(address(page)).content.decode()
    browser.post(address(page, "continuer"))
    page.refresh_from_db()
    assert page.state == InteractionState.OPEN


def test_stopping_leads_back_and_withdraws_the_question(browser: Client) -> None:
    login = LoginRequestFactory.create(card_test=True)

    left = browser.post(address(login.interaction, "retour"))

    login.refresh_from_db()
    assert left["Location"] == START
    assert login.state == LoginState.CANCELLED
    assert browser.get(address(login.interaction)).status_code == 410


def test_tests_of_strangers_use_up_their_quota_too(browser: Client) -> None:
    person = PractitionerFactory.create(practising=True)
    for _ in range(3):
        LoginRequestFactory.create(card_test=True, practitioner=person)
    page = InteractionFactory.create(card_test=True)

    browser.post(address(page, "identifiant"), {"national_id": person.national_id})

    assert LoginRequest.objects.get(interaction=page).silent
