"""Asking a phone: who is asked, how often, and who may take the answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from directory.models import Practitioner
from oidc.models import Grant, Interaction, LoginRequest
from oidc.protocol import digests
from oidc.vocabulary import InteractionState, LoginState
from oidc.workflows.authorization import give_up
from oidc.workflows.sign_in import Browser, Opening, SignedIn, mark_person, open_login, redeem
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import BROWSER, NOON, InteractionFactory, LoginRequestFactory, RelyingPartyFactory

DIGEST = digests.digest(BROWSER)


def ask(person: Practitioner, *, known: bool = False, now: datetime = NOON) -> LoginRequest:
    interaction = InteractionFactory.create(created_at=now, expires_at=now + timedelta(minutes=15))
    marks = frozenset({mark_person(person.pk)}) if known else frozenset()
    outcome = open_login(
        interaction_id=interaction.pk,
        browser=Browser(digest=DIGEST, address="192.0.2.7", user_agent="Firefox", known_people=marks),
        national_id=person.national_id,
        shared_workstation=False,
        now=now,
    )
    assert outcome is Opening.WAITING
    return LoginRequest.objects.get(interaction=interaction)


@pytest.fixture
def person(db: None) -> Practitioner:
    made: Practitioner = PractitionerFactory.create(practising=True)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [{"state": InteractionState.COMPLETED}, {"state": InteractionState.REFUSED}, {"expires_at": NOON}],
)
def test_a_page_that_is_over_asks_nobody(changes: dict[str, object]) -> None:
    interaction: Interaction = InteractionFactory.create(**changes)
    browser = Browser(digest=DIGEST, address=None, user_agent="", known_people=frozenset())

    outcome = open_login(
        interaction_id=interaction.pk,
        browser=browser,
        national_id="899700000001",
        shared_workstation=False,
        now=NOON,
    )

    assert outcome is Opening.CLOSED
    assert not LoginRequest.objects.exists()


@pytest.mark.django_db
def test_a_question_carries_what_the_phone_must_show(person: Practitioner) -> None:
    login = ask(person)

    assert login.number in login.numbers
    assert len(set(login.numbers)) == 3
    assert len(login.challenge) == 43
    assert login.expires_at == NOON + timedelta(seconds=120)
    assert login.display() == {
        "client": "Dossier Santé Horizon",
        "environment": "sandbox",
        "purpose": "BROWSER",
        "scopes": ["openid", "scope_all"],
        "binding_text": "",
        "origin": {"address": "192.0.2.7", "user_agent": "Firefox"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("production", "is_test"), [(True, True), (False, False)])
def test_a_service_of_the_other_environment_reaches_nobody(*, production: bool, is_test: bool) -> None:
    person = PractitionerFactory.create(practising=True, **({} if is_test else {"real": True}))
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(production=production))

    outcome = open_login(
        interaction_id=page.pk,
        browser=Browser(digest=DIGEST, address=None, user_agent="", known_people=frozenset({mark_person(person.pk)})),
        national_id=person.national_id,
        shared_workstation=False,
        now=NOON,
    )

    assert outcome is Opening.WAITING
    assert LoginRequest.objects.get().practitioner is None


@pytest.mark.django_db
def test_strangers_wake_a_phone_three_times_then_are_listed_in_silence(person: Practitioner) -> None:
    asked = [ask(person, now=NOON + timedelta(minutes=minute)) for minute in range(4)]

    assert [one.silent for one in asked] == [False, False, False, True]
    assert all(one.practitioner == person for one in asked)
    assert ask(person, now=NOON + timedelta(minutes=16)).silent is False


@pytest.mark.django_db
def test_what_strangers_do_never_silences_a_known_browser(person: Practitioner) -> None:
    for _ in range(5):
        ask(person)

    assert ask(person, known=True).silent is False


@pytest.mark.django_db
def test_after_a_report_unknown_browsers_reach_nobody_for_an_hour(person: Practitioner) -> None:
    login = ask(person)
    LoginRequest.objects.filter(pk=login.pk).update(state=LoginState.REPORTED, decided_at=NOON)

    assert ask(person, now=NOON + timedelta(minutes=59)).practitioner is None
    assert ask(person, known=True, now=NOON + timedelta(minutes=59)).practitioner == person
    assert ask(person, now=NOON + timedelta(minutes=61)).practitioner == person


@pytest.mark.django_db
@pytest.mark.parametrize("traits", [{}, {"denied": True}, {"reported": True}, {"expired": True}])
def test_nothing_is_taken_without_an_approval(traits: dict[str, bool]) -> None:
    login = LoginRequestFactory.create(**traits)

    assert redeem(interaction_id=login.interaction.pk, browser_digest=DIGEST, now=NOON) is None
    assert not Grant.objects.exists()


@pytest.mark.django_db
def test_another_browser_takes_nothing() -> None:
    login = LoginRequestFactory.create(approved=True)

    assert redeem(interaction_id=login.interaction.pk, browser_digest="other", now=NOON) is None


@pytest.mark.django_db
def test_an_approval_of_a_page_that_is_over_is_worth_nothing() -> None:
    login = LoginRequestFactory.create(approved=True)

    late = NOON + timedelta(minutes=15)
    assert redeem(interaction_id=login.interaction.pk, browser_digest=DIGEST, now=late) is None


@pytest.mark.django_db
def test_an_earlier_question_that_was_approved_late_is_never_taken() -> None:
    page = InteractionFactory.create()
    earlier = LoginRequestFactory.create(interaction=page, approved=True)
    later = LoginRequestFactory.create(interaction=page, created_at=NOON + timedelta(seconds=5))

    def take() -> object:
        return redeem(interaction_id=page.pk, browser_digest=DIGEST, now=NOON + timedelta(seconds=9))

    assert take() is None
    card = VirtualCardFactory.create(practitioner=later.practitioner)
    LoginRequest.objects.filter(pk=later.pk).update(state=LoginState.APPROVED, card=card, decided_at=NOON)
    assert isinstance(take(), SignedIn)
    assert Grant.objects.get().practitioner == later.practitioner
    assert LoginRequest.objects.get(pk=earlier.pk).state == LoginState.APPROVED


@pytest.mark.django_db(transaction=True)
def test_taking_and_giving_up_at_once_answer_the_service_once() -> None:
    login = LoginRequestFactory.create(approved=True)
    page_id = login.interaction.pk
    barrier = threading.Barrier(6)

    def act(turn: int) -> object:
        barrier.wait()
        try:
            if turn % 2:
                return redeem(interaction_id=page_id, browser_digest=DIGEST, now=NOON)
            return give_up(interaction_id=page_id, browser_digest=DIGEST, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(6)))

    assert sum(one is not None for one in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_of_six_tabs_that_take_the_approval_at_once_one_gets_a_code() -> None:
    login = LoginRequestFactory.create(approved=True)
    interaction_id = login.interaction.pk
    barrier = threading.Barrier(6)

    def take(_: int) -> object:
        barrier.wait()
        try:
            return redeem(interaction_id=interaction_id, browser_digest=DIGEST, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(take, range(6)))

    assert sum(isinstance(one, SignedIn) for one in taken) == 1
    assert sum(one is None for one in taken) == 5
    assert Grant.objects.count() == 1
