"""Asking a phone: who is asked, how often, and who may take the answer."""

from datetime import datetime, timedelta

import pytest

from directory.models import Practitioner
from oidc.models import Grant, Interaction, LoginRequest
from oidc.protocol import claim as claims
from oidc.protocol import digests
from oidc.queries import logins
from oidc.vocabulary import InteractionState, LoginState, Way
from oidc.workflows.asking import Opening, open_link, open_login, open_qr
from oidc.workflows.authorization import give_up
from oidc.workflows.browsers import Browser, mark_person
from oidc.workflows.claim_key import claim_key
from oidc.workflows.claiming import ClaimOutcome, claim
from oidc.workflows.expected import subject_of
from oidc.workflows.preferences import set_typed_numbers
from oidc.workflows.sessions import Denied, SignedIn
from oidc.workflows.sign_in import redeem
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import BROWSER, NOON, InteractionFactory, LoginRequestFactory, RelyingPartyFactory
from tests.support.races import at_once

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
def test_a_holder_who_switched_typed_numbers_off_is_asked_by_none(person: Practitioner) -> None:
    set_typed_numbers(practitioner_id=person.pk, allowed=False, now=NOON)

    assert ask(person).practitioner is None
    assert ask(person, known=True).practitioner is None


@pytest.mark.django_db
def test_known_browsers_have_a_quota_of_their_own(person: Practitioner) -> None:
    asked = [ask(person, known=True) for _ in range(11)]

    assert [one.silent for one in asked] == [False] * 10 + [True]
    assert ask(person).silent is False


@pytest.mark.django_db
def test_each_way_of_a_page_has_its_own_quota_and_none_uses_up_anothers() -> None:
    page = InteractionFactory.create(openings=10, qr_openings=19, link_openings=10)
    browser = Browser(digest=DIGEST, address=None, user_agent="", known_people=frozenset())

    first = open_qr(interaction_id=page.pk, browser=browser, shared_workstation=False, now=NOON)
    LoginRequest.objects.update(expires_at=NOON)
    second = open_qr(interaction_id=page.pk, browser=browser, shared_workstation=False, now=NOON)

    assert (first, second) == (Opening.WAITING, Opening.TOO_MANY)
    assert open_link(interaction_id=page.pk, browser=browser, now=NOON) is Opening.TOO_MANY


@pytest.mark.django_db
def test_a_qr_code_that_waits_is_kept_and_learns_of_the_workstation() -> None:
    page = InteractionFactory.create()
    browser = Browser(digest=DIGEST, address="192.0.2.7", user_agent="Firefox", known_people=frozenset())

    for shared in (False, True):
        open_qr(interaction_id=page.pk, browser=browser, shared_workstation=shared, now=NOON)

    login = LoginRequest.objects.get()
    assert login.shared_workstation is True
    assert (login.way, login.practitioner, login.numbers) == (Way.QR, None, [])


@pytest.mark.django_db
def test_another_browser_opens_nothing() -> None:
    page = InteractionFactory.create()
    browser = Browser(digest="other", address=None, user_agent="", known_people=frozenset())

    assert open_qr(interaction_id=page.pk, browser=browser, shared_workstation=False, now=NOON) is Opening.CLOSED
    assert open_link(interaction_id=page.pk, browser=browser, now=NOON) is Opening.CLOSED


@pytest.mark.django_db
def test_a_stranger_who_opens_a_thousand_requests_changes_nothing_for_the_holder(person: Practitioner) -> None:
    page = InteractionFactory.create()
    LoginRequestFactory.create(interaction=page, practitioner=person)
    stranger = Browser(digest=DIGEST, address="203.0.113.9", user_agent="", known_people=frozenset())
    for turn in range(1000):
        LoginRequest.objects.filter(state=LoginState.PENDING, silent=False).update(interaction=None)
        Interaction.objects.update(openings=0)
        LoginRequest.objects.filter(interaction=page).update(interaction=None)
        open_login(
            interaction_id=page.pk,
            browser=stranger,
            national_id=person.national_id,
            shared_workstation=False,
            now=NOON + timedelta(milliseconds=turn),
        )
    assert LoginRequest.objects.filter(silent=False).count() <= 4
    card, later = VirtualCardFactory.create(practitioner=person), NOON + timedelta(seconds=2)

    known = ask(person, known=True, now=later)
    own = {way: LoginRequestFactory.create(**{way: True}, created_at=later) for way in ("by_qr", "by_link")}
    texts = {
        "by_qr": claims.write_qr(own["by_qr"].pk, key=claim_key(), now=later),
        "by_link": claims.write_link(own["by_link"].pk, key=claim_key()),
    }
    outcomes = {way: claim(card_id=card.pk, text=text, address="", now=later).outcome for way, text in texts.items()}

    assert known.silent is False
    assert set(outcomes.values()) == {ClaimOutcome.CLAIMED}
    listed = {login.pk for login in logins.list_pending(card=card, now=later)}
    assert {known.pk, own["by_qr"].pk, own["by_link"].pk} <= listed


@pytest.mark.django_db
@pytest.mark.parametrize("traits", [{}, {"denied": True}, {"reported": True}, {"expired": True}])
def test_nothing_is_taken_without_an_approval(traits: dict[str, bool]) -> None:
    login = LoginRequestFactory.create(**traits)

    assert redeem(interaction_id=login.interaction.pk, browser_digest=DIGEST, session_cookie="", now=NOON) is None
    assert not Grant.objects.exists()


@pytest.mark.django_db
def test_another_browser_takes_nothing() -> None:
    login = LoginRequestFactory.create(approved=True)

    assert redeem(interaction_id=login.interaction.pk, browser_digest="other", session_cookie="", now=NOON) is None


@pytest.mark.django_db
def test_an_approval_of_a_page_that_is_over_is_worth_nothing() -> None:
    login = LoginRequestFactory.create(approved=True)

    late = NOON + timedelta(minutes=15)
    assert redeem(interaction_id=login.interaction.pk, browser_digest=DIGEST, session_cookie="", now=late) is None


@pytest.mark.django_db
def test_an_earlier_question_that_was_approved_late_is_never_taken() -> None:
    page = InteractionFactory.create()
    earlier = LoginRequestFactory.create(interaction=page, approved=True)
    later = LoginRequestFactory.create(interaction=page, created_at=NOON + timedelta(seconds=5))

    def take() -> object:
        return redeem(interaction_id=page.pk, browser_digest=DIGEST, session_cookie="", now=NOON + timedelta(seconds=9))

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

    def take() -> object:
        return redeem(interaction_id=page_id, browser_digest=DIGEST, session_cookie="", now=NOON)

    def leave() -> object:
        return give_up(interaction_id=page_id, browser_digest=DIGEST, now=NOON)

    answers = at_once(*[leave, take] * 3)

    assert sum(one is not None for one in answers) == 1


@pytest.mark.django_db(transaction=True)
def test_of_six_tabs_that_take_the_approval_at_once_one_gets_a_code() -> None:
    login = LoginRequestFactory.create(approved=True)
    interaction_id = login.interaction.pk

    taken = at_once(
        *[lambda: redeem(interaction_id=interaction_id, browser_digest=DIGEST, session_cookie="", now=NOON)] * 6
    )

    assert sum(isinstance(one, SignedIn) for one in taken) == 1
    assert sum(one is None for one in taken) == 5
    assert Grant.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("expected", "is_signed_in"), [("own", True), ("f:x:other", False)])
def test_who_is_not_the_one_that_was_asked_for_is_not_signed_in(*, expected: str, is_signed_in: bool) -> None:
    login = LoginRequestFactory.create(approved=True)
    subject = subject_of(login.practitioner, login.relying_party) if expected == "own" else expected
    login.interaction.request = {**login.interaction.request, "expected_subject": subject}
    login.interaction.save()

    outcome = redeem(interaction_id=login.interaction_id, browser_digest=DIGEST, session_cookie="", now=NOON)

    assert isinstance(outcome, SignedIn) is is_signed_in
    if not is_signed_in:
        assert isinstance(outcome, Denied)
        assert outcome.error.code == "login_required"
        assert not Grant.objects.exists()
