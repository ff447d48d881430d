"""A phone answers: what moves the request, what is remembered, and what two phones can do at once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings

from activation.models import VirtualCard
from oidc.models import DecisionEvidence, LoginRequest
from oidc.protocol.decision import digest_display
from oidc.vocabulary import LoginState
from oidc.workflows.decision import Answered, Outcome, decide
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, BackchannelRequestFactory, LoginRequestFactory
from tests.support import phone as support
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF
from tests.support.races import at_once


class Phone:
    """A card and its key, as the wallet holds them."""

    def __init__(self, login: LoginRequest, **changes: Any) -> None:
        self.keys = support.Phone()
        self.card: VirtualCard = VirtualCardFactory.create(practitioner=login.practitioner, phone=self.keys, **changes)
        self.count = 0

    def sign(
        self, login: LoginRequest, word: str = "approve", *, keys: support.Phone | None = None, **changes: Any
    ) -> str:
        """Sign an answer; every one has its own jti."""
        self.count += 1
        claims = {
            "aud": settings.SITE_URL,
            "iat": int(NOON.timestamp()),
            "jti": f"answer-{self.count:012d}",
            "login_request": str(login.pk),
            "challenge": login.challenge,
            "client_id": login.relying_party.public_id,
            "decision": word,
            "display": digest_display(login.display()),
            **({"number": "42"} if word == "approve" else {}),
            **changes,
        }
        header = {"typ": "card-decision+jwt", "alg": "ES256", "kid": self.card.kid}
        return (keys or self.keys).sign(header, claims)

    def send(self, login: LoginRequest, signed: str, pin_proof: bytes | None = PIN_PROOF, **changes: Any) -> Answered:
        """Hand an answer in."""
        now = changes.get("now", NOON)
        return decide(
            card_id=self.card.pk, login_request_id=login.pk, decision_jws=signed, pin_proof=pin_proof, now=now
        )


@pytest.fixture
def login(db: None) -> LoginRequest:
    made: LoginRequest = LoginRequestFactory.create()
    return made


@pytest.fixture
def phone(login: LoginRequest) -> Phone:
    return Phone(login)


def state_of(login: LoginRequest) -> str:
    login.refresh_from_db()
    return login.state


# refused by who asks


def test_a_request_of_another_person_answers_like_an_unknown_one(login: LoginRequest, phone: Phone) -> None:
    other = LoginRequestFactory.create()

    answered = phone.send(other, phone.sign(other))

    assert answered.outcome is Outcome.NOT_FOUND
    assert state_of(other) == LoginState.PENDING


def test_a_request_that_leads_to_nobody_can_be_decided_by_nobody(phone: Phone) -> None:
    decoy = LoginRequestFactory.create(practitioner=None)

    assert phone.send(decoy, phone.sign(decoy)).outcome is Outcome.NOT_FOUND


def test_a_signature_of_another_key_is_malformed(login: LoginRequest, phone: Phone) -> None:
    forged = phone.sign(login, keys=support.Phone())

    assert phone.send(login, forged).outcome is Outcome.MALFORMED
    assert state_of(login) == LoginState.PENDING


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.test"},
        {"challenge": "x" * 43},
        {"client_id": "other"},
        {"login_request": "00000000-0000-0000-0000-000000000000"},
        {"display": digest_display({"client": "Another service"})},
        {"iat": int((NOON - timedelta(minutes=2)).timestamp())},
        {"number": "4"},
        {"jti": "short"},
    ],
)
def test_an_answer_to_something_else_moves_and_counts_nothing(
    login: LoginRequest, phone: Phone, changes: dict[str, Any]
) -> None:
    answered = phone.send(login, phone.sign(login, **changes), WRONG_PIN_PROOF)

    phone.card.refresh_from_db()
    assert answered.outcome is Outcome.MALFORMED
    assert state_of(login) == LoginState.PENDING
    assert phone.card.wrong_pin_count == 0
    assert not DecisionEvidence.objects.exists()


def test_an_approval_without_a_pin_is_malformed(login: LoginRequest, phone: Phone) -> None:
    assert phone.send(login, phone.sign(login), None).outcome is Outcome.MALFORMED
    assert state_of(login) == LoginState.PENDING


# refused by state


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"expires_at": NOON}, Outcome.EXPIRED),
        ({"state": LoginState.EXPIRED}, Outcome.EXPIRED),
        ({"state": LoginState.DENIED}, Outcome.ALREADY_DECIDED),
        ({"state": LoginState.REPORTED}, Outcome.ALREADY_DECIDED),
        ({"state": LoginState.CANCELLED}, Outcome.ALREADY_DECIDED),
    ],
)
def test_a_request_that_is_over_takes_no_answer(db: None, changes: dict[str, Any], outcome: Outcome) -> None:
    login = LoginRequestFactory.create(**changes)
    phone = Phone(login)

    assert phone.send(login, phone.sign(login), WRONG_PIN_PROOF).outcome is outcome
    phone.card.refresh_from_db()
    assert phone.card.wrong_pin_count == 0


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": "SUSPENDED"}, "SUSPENDED"),
        ({"state": "LOCKED", "wrong_pin_count": 3}, "LOCKED"),
        ({"expires_at": NOON}, "EXPIRED"),
        ({"usable_from": NOON + timedelta(hours=1)}, "NOT_YET_USABLE"),
    ],
)
def test_a_card_that_may_not_be_used_approves_nothing(login: LoginRequest, changes: dict[str, Any], state: str) -> None:
    phone = Phone(login, **changes)

    answered = phone.send(login, phone.sign(login))

    assert answered == Answered(Outcome.CARD_NOT_ACTIVE, {"state": state})
    assert state_of(login) == LoginState.PENDING


def test_a_holder_who_lost_their_rights_approves_nothing(login: LoginRequest, phone: Phone) -> None:
    assert login.practitioner is not None
    login.practitioner.deceased_date = NOON.date()
    login.practitioner.save()

    assert phone.send(login, phone.sign(login)).details == {"state": "NOT_ELIGIBLE"}


def test_a_wrong_number_denies_before_the_pin_is_looked_at(login: LoginRequest, phone: Phone) -> None:
    answered = phone.send(login, phone.sign(login, number="17"), WRONG_PIN_PROOF)

    phone.card.refresh_from_db()
    assert answered.outcome is Outcome.WRONG_NUMBER
    assert state_of(login) == LoginState.DENIED
    assert phone.card.wrong_pin_count == 0


def test_a_wrong_pin_is_counted_and_leaves_the_request_waiting(login: LoginRequest, phone: Phone) -> None:
    first = phone.send(login, phone.sign(login), WRONG_PIN_PROOF)
    second = phone.send(login, phone.sign(login), WRONG_PIN_PROOF)

    assert first == Answered(Outcome.WRONG_PIN, {"attempts_left": 2})
    assert second == Answered(Outcome.WRONG_PIN, {"attempts_left": 1})
    assert state_of(login) == LoginState.PENDING


def test_three_wrong_pins_lock_the_card_even_for_the_right_one(login: LoginRequest, phone: Phone) -> None:
    for _ in range(2):
        phone.send(login, phone.sign(login), WRONG_PIN_PROOF)

    third = phone.send(login, phone.sign(login), WRONG_PIN_PROOF)
    right = phone.send(login, phone.sign(login), PIN_PROOF)

    assert third.outcome is Outcome.CARD_LOCKED
    assert right == Answered(Outcome.CARD_NOT_ACTIVE, {"state": "LOCKED"})
    assert state_of(login) == LoginState.PENDING


# the good way


def test_an_approval_moves_the_request_and_is_kept_as_evidence(login: LoginRequest, phone: Phone) -> None:
    signed = phone.sign(login)

    answered = phone.send(login, signed)

    evidence = DecisionEvidence.objects.get()
    assert answered == Answered(Outcome.APPROVED)
    assert state_of(login) == LoginState.APPROVED
    assert login.card == phone.card
    assert login.decided_at == NOON
    assert evidence.jws == signed
    assert evidence.outcome == "APPROVED"


def test_the_pin_proof_is_kept_nowhere(login: LoginRequest, phone: Phone) -> None:
    phone.send(login, phone.sign(login))

    kept = str(DecisionEvidence.objects.values().get()) + str(LoginRequest.objects.values().get())
    assert str(PIN_PROOF) not in kept
    assert support.base64url(PIN_PROOF) not in kept


@pytest.mark.parametrize(
    ("word", "outcome", "state"),
    [("deny", Outcome.DENIED, LoginState.DENIED), ("report", Outcome.REPORTED, LoginState.REPORTED)],
)
def test_a_refusal_needs_neither_number_nor_pin(
    login: LoginRequest, phone: Phone, word: str, outcome: Outcome, state: LoginState
) -> None:
    assert phone.send(login, phone.sign(login, word), None).outcome is outcome
    assert state_of(login) == state


# the same again, and two at once


def test_the_same_signed_answer_gets_the_same_outcome_and_counts_nothing(login: LoginRequest, phone: Phone) -> None:
    wrong = phone.sign(login)
    first = phone.send(login, wrong, WRONG_PIN_PROOF)
    again = phone.send(login, wrong, PIN_PROOF)

    phone.card.refresh_from_db()
    assert first == again == Answered(Outcome.WRONG_PIN, {"attempts_left": 2})
    assert phone.card.wrong_pin_count == 1
    assert state_of(login) == LoginState.PENDING


def test_an_approval_sent_again_is_approved_again(login: LoginRequest, phone: Phone) -> None:
    signed = phone.sign(login)

    assert phone.send(login, signed) == phone.send(login, signed) == Answered(Outcome.APPROVED)
    assert DecisionEvidence.objects.count() == 1


def test_another_answer_after_a_decision_is_refused(login: LoginRequest, phone: Phone) -> None:
    phone.send(login, phone.sign(login))

    assert phone.send(login, phone.sign(login, "deny"), None).outcome is Outcome.ALREADY_DECIDED
    assert state_of(login) == LoginState.APPROVED


def test_another_answer_under_the_same_identifier_is_refused(login: LoginRequest, phone: Phone) -> None:
    phone.send(login, phone.sign(login, jti="the-same-identifier"), WRONG_PIN_PROOF)

    answered = phone.send(login, phone.sign(login, jti="the-same-identifier"))

    assert answered.outcome is Outcome.ALREADY_DECIDED
    assert state_of(login) == LoginState.PENDING


def test_an_answer_sent_to_another_request_is_refused_and_moves_nothing(login: LoginRequest, phone: Phone) -> None:
    signed = phone.sign(login)
    phone.send(login, signed)
    other = LoginRequestFactory.create(practitioner=login.practitioner)

    assert phone.send(other, signed).outcome is Outcome.ALREADY_DECIDED
    assert state_of(other) == LoginState.PENDING


@pytest.mark.django_db(transaction=True)
def test_wrong_pins_tried_in_parallel_are_three_and_no_more() -> None:
    login = LoginRequestFactory.create()
    phone = Phone(login)
    signed = [phone.sign(login) for _ in range(8)]

    outcomes = [
        answered.outcome for answered in at_once(*[partial(phone.send, login, one, WRONG_PIN_PROOF) for one in signed])
    ]

    phone.card.refresh_from_db()
    assert outcomes.count(Outcome.WRONG_PIN) == 2
    assert outcomes.count(Outcome.CARD_LOCKED) == 1
    assert outcomes.count(Outcome.CARD_NOT_ACTIVE) == 5
    assert phone.card.state == "LOCKED"


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_that_answer_at_once_one_wins() -> None:
    login = LoginRequestFactory.create()
    phones = [Phone(login), Phone(login)]
    approving, denying = phones

    approval, denial = approving.sign(login), denying.sign(login, "deny")

    answered = at_once(lambda: approving.send(login, approval), lambda: denying.send(login, denial, None))

    outcomes = {one.outcome for one in answered}
    assert Outcome.ALREADY_DECIDED in outcomes
    assert len(outcomes) == 2


# asked by a service, without a browser


@pytest.mark.parametrize("word", ["approve", "deny", "report"])
def test_a_service_in_ping_mode_is_to_be_told_of_any_answer(db: None, word: str) -> None:
    asked = BackchannelRequestFactory.create(pinged=True)
    phone = Phone(asked.login_request)

    phone.send(asked.login_request, phone.sign(asked.login_request, word))

    asked.refresh_from_db()
    assert (asked.ping_state, asked.ping_due_at) == ("DUE", NOON)


def test_a_wrong_pin_is_no_answer_to_tell(db: None) -> None:
    asked = BackchannelRequestFactory.create(pinged=True)
    phone = Phone(asked.login_request)

    phone.send(asked.login_request, phone.sign(asked.login_request), WRONG_PIN_PROOF)

    asked.refresh_from_db()
    assert asked.ping_state == ""


def test_a_service_that_polls_is_told_nothing(db: None) -> None:
    asked = BackchannelRequestFactory.create()
    phone = Phone(asked.login_request)

    assert phone.send(asked.login_request, phone.sign(asked.login_request)).outcome is Outcome.APPROVED

    asked.refresh_from_db()
    assert asked.ping_state == ""


def test_the_number_of_a_service_is_asked_like_that_of_a_page(db: None) -> None:
    asked = BackchannelRequestFactory.create()
    phone = Phone(asked.login_request)

    wrong = phone.send(asked.login_request, phone.sign(asked.login_request, number="17"))

    assert wrong.outcome is Outcome.WRONG_NUMBER


def test_words_of_a_service_are_approved_without_a_number(db: None) -> None:
    login = BackchannelRequestFactory.create(
        login_request__number="", login_request__numbers=[], login_request__binding_text="1234"
    ).login_request
    phone = Phone(login)

    assert phone.send(login, phone.sign(login, number=None)).outcome is Outcome.APPROVED
