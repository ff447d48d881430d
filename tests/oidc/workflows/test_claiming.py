"""A QR code or a link is taken by one card, which alone may answer; and what it approved goes to one browser."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from activation.models import VirtualCard
from directory.models import AuditEvent
from oidc.models import Grant, LoginRequest
from oidc.protocol import claim as claims
from oidc.protocol import digests
from oidc.protocol.decision import digest_display
from oidc.vocabulary import LoginState, Way
from oidc.workflows import claiming
from oidc.workflows.claim_key import claim_key
from oidc.workflows.claiming import Claimed, ClaimOutcome
from oidc.workflows.decision import Answered, Outcome, decide
from oidc.workflows.sessions import SignedIn
from oidc.workflows.sign_in import redeem, redeem_returned
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import BROWSER, NOON, InteractionFactory, LoginRequestFactory, RelyingPartyFactory
from tests.support import phone as support
from tests.support.phone import PIN_PROOF
from tests.support.races import at_once

DIGEST = digests.digest(BROWSER)
SOON = NOON + timedelta(seconds=5)


def qr_of(login: LoginRequest, now: datetime = NOON) -> str:
    return claims.write_qr(login.pk, key=claim_key(), now=now)


def link_of(login: LoginRequest) -> str:
    return claims.write_link(login.pk, key=claim_key())


class Phone:
    """A phone with a card, of whoever."""

    def __init__(self, **changes: Any) -> None:
        self.keys = support.Phone()
        person = changes.pop("practitioner", None) or PractitionerFactory.create(practising=True)
        self.card: VirtualCard = VirtualCardFactory.create(practitioner=person, phone=self.keys, **changes)

    def claim(self, text: str, *, now: datetime = NOON, address: str = "192.0.2.7") -> Claimed:
        return claiming.claim(card_id=self.card.pk, text=text, address=address, now=now)

    def answer(self, login: LoginRequest, word: str = "approve", *, now: datetime = SOON, **changes: Any) -> Answered:
        return self.send(login, self.sign(login, word, now=now, **changes), now=now)

    def sign(self, login: LoginRequest, word: str = "approve", *, now: datetime = SOON, **changes: Any) -> str:
        said = {
            "aud": settings.SITE_URL,
            "iat": int(now.timestamp()),
            "jti": "an-answer-of-the-phone",
            "login_request": str(login.pk),
            "challenge": login.challenge,
            "client_id": login.asker.public_id,
            "decision": word,
            "display": digest_display(login.display()),
            **changes,
        }
        return self.keys.sign({"typ": "card-decision+jwt", "alg": "ES256", "kid": self.card.kid}, said)

    def send(self, login: LoginRequest, signed: str, *, now: datetime = SOON) -> Answered:
        return decide(
            card_id=self.card.pk, login_request_id=login.pk, decision_jws=signed, pin_proof=PIN_PROOF, now=now
        )


@pytest.fixture
def by_qr(db: None) -> LoginRequest:
    made: LoginRequest = LoginRequestFactory.create(by_qr=True)
    return made


@pytest.fixture
def by_link(db: None) -> LoginRequest:
    made: LoginRequest = LoginRequestFactory.create(by_link=True)
    return made


@pytest.fixture
def phone(db: None) -> Phone:
    return Phone()


def take(login: LoginRequest, *, digest: str = DIGEST, now: datetime = SOON) -> object:
    assert login.interaction is not None
    return redeem(interaction_id=login.interaction.pk, browser_digest=digest, session_cookie="", now=now)


def come_back(login: LoginRequest, code: object, *, digest: str = DIGEST, now: datetime = SOON) -> object:
    assert login.interaction is not None
    return redeem_returned(
        interaction_id=login.interaction.pk, browser_digest=digest, return_code=str(code), session_cookie="", now=now
    )


# claims that prove nothing


@pytest.mark.parametrize("late", [40, 60, 90])
def test_a_relayed_qr_code_older_than_two_steps_is_nobodys(by_qr: LoginRequest, phone: Phone, late: int) -> None:
    relayed = qr_of(by_qr)

    assert phone.claim(relayed, now=NOON + timedelta(seconds=late)).outcome is ClaimOutcome.NOT_FOUND
    assert phone.answer(by_qr, number="42", now=NOON + timedelta(seconds=late)).outcome is Outcome.NOT_FOUND
    assert take(by_qr) is None


@pytest.mark.parametrize("text", ["", "x" * 80, "0f4c2a51-6c0f-4f0e-9e53-3d1f27c8b6aa." + "A" * 43])
def test_a_forged_claim_is_answered_like_an_unknown_one(by_qr: LoginRequest, phone: Phone, text: str) -> None:
    assert phone.claim(text).outcome is ClaimOutcome.NOT_FOUND
    assert phone.claim(f"{by_qr.pk}.{'A' * 43}").outcome is ClaimOutcome.NOT_FOUND


def test_the_claim_of_one_way_is_none_of_the_other(by_qr: LoginRequest, by_link: LoginRequest, phone: Phone) -> None:
    assert phone.claim(link_of(by_qr)).outcome is ClaimOutcome.NOT_FOUND
    assert phone.claim(qr_of(by_link)).outcome is ClaimOutcome.NOT_FOUND


def test_a_request_by_typed_number_cannot_be_claimed(phone: Phone) -> None:
    login = LoginRequestFactory.create()

    assert phone.claim(link_of(login)).outcome is ClaimOutcome.NOT_FOUND
    assert phone.claim(qr_of(login)).outcome is ClaimOutcome.NOT_FOUND


# claims that come too late, or to the wrong door


def test_a_second_claim_signs_nobody_in(by_qr: LoginRequest, phone: Phone) -> None:
    phone.claim(qr_of(by_qr))
    second = Phone()

    assert second.claim(qr_of(by_qr)).outcome is ClaimOutcome.ALREADY_CLAIMED
    assert second.answer(by_qr, number="42").outcome is Outcome.NOT_FOUND
    by_qr.refresh_from_db()
    assert by_qr.claimed_by == phone.card


def test_another_card_of_the_same_person_may_not_answer(by_qr: LoginRequest, phone: Phone) -> None:
    phone.claim(qr_of(by_qr))

    other = Phone(practitioner=phone.card.practitioner)

    assert other.answer(by_qr, number="42").outcome is Outcome.NOT_FOUND


def test_the_same_card_may_claim_again(by_qr: LoginRequest, phone: Phone) -> None:
    answers = [phone.claim(qr_of(by_qr)) for _ in range(2)]

    assert [one.outcome for one in answers] == [ClaimOutcome.CLAIMED] * 2
    assert AuditEvent.objects.filter(action="oidc.login_claimed").count() == 1


@pytest.mark.parametrize(
    "changes", [{"expires_at": NOON}, {"state": LoginState.CANCELLED}, {"state": LoginState.EXPIRED}]
)
def test_what_is_over_cannot_be_claimed(phone: Phone, changes: dict[str, Any]) -> None:
    login = LoginRequestFactory.create(by_qr=True, **changes)

    assert phone.claim(qr_of(login)).outcome is ClaimOutcome.EXPIRED


@pytest.mark.parametrize(("production", "is_test"), [(True, True), (False, False)])
def test_a_card_of_the_other_environment_owns_nothing(*, db: None, production: bool, is_test: bool) -> None:
    page = InteractionFactory.create(relying_party=RelyingPartyFactory.create(production=production))
    login = LoginRequestFactory.create(by_qr=True, interaction=page)
    holder = PractitionerFactory.create(practising=True, **({} if is_test else {"real": True}))

    assert Phone(practitioner=holder).claim(qr_of(login)).outcome is ClaimOutcome.NOT_ADMITTED
    login.refresh_from_db()
    assert login.practitioner is None


# the QR code


def test_a_qr_code_is_answered_with_the_number_that_the_page_then_shows(by_qr: LoginRequest, phone: Phone) -> None:
    claimed = phone.claim(qr_of(by_qr, NOON), now=NOON + timedelta(seconds=39))

    assert claimed.login is not None
    assert claimed.login.numbers == []
    assert phone.answer(by_qr, number="42").outcome is Outcome.APPROVED
    signed_in = take(by_qr)
    assert isinstance(signed_in, SignedIn)
    assert Grant.objects.get().practitioner == phone.card.practitioner


def test_a_wrong_number_refuses_it(by_qr: LoginRequest, phone: Phone) -> None:
    phone.claim(qr_of(by_qr))

    assert phone.answer(by_qr, number="17").outcome is Outcome.WRONG_NUMBER
    assert take(by_qr) is None


def test_a_qr_code_is_not_approved_without_a_number(by_qr: LoginRequest, phone: Phone) -> None:
    phone.claim(qr_of(by_qr))

    assert phone.answer(by_qr).outcome is Outcome.MALFORMED


@pytest.mark.parametrize(
    ("address", "same"), [("192.0.2.7", True), ("::ffff:192.0.2.7", True), ("198.51.100.9", False), ("", False)]
)
def test_a_phone_elsewhere_is_told_so(by_qr: LoginRequest, phone: Phone, address: str, *, same: bool) -> None:
    claimed = phone.claim(qr_of(by_qr), address=address)

    assert claimed.login is not None
    assert claimed.login.same_network is same


# the same phone


def test_the_browser_that_opened_it_comes_back_with_the_code_and_is_signed_in_once(
    by_link: LoginRequest, phone: Phone
) -> None:
    phone.claim(link_of(by_link))
    code = phone.answer(by_link).details["return_code"]

    first, second = come_back(by_link, code), come_back(by_link, code)

    assert isinstance(first, SignedIn)
    assert second is None


def test_a_link_approved_by_a_victim_signs_nobody_in(by_link: LoginRequest, phone: Phone) -> None:
    phone.claim(link_of(by_link))
    code = phone.answer(by_link).details["return_code"]

    assert take(by_link) is None  # who forwarded it waits
    assert come_back(by_link, "guessed") is None
    assert come_back(by_link, code, digest=digests.digest("the victim's browser")) is None
    by_link.refresh_from_db()
    assert by_link.state == LoginState.APPROVED


@pytest.mark.parametrize("wrong", ["", "x", "\0", "é" * 43, "\ud800"])
def test_a_wrong_return_code_takes_nothing(by_link: LoginRequest, phone: Phone, wrong: str) -> None:
    phone.claim(link_of(by_link))
    phone.answer(by_link)

    assert come_back(by_link, wrong) is None


def test_a_return_code_lives_a_minute(by_link: LoginRequest, phone: Phone) -> None:
    phone.claim(link_of(by_link))
    code = phone.answer(by_link).details["return_code"]

    assert come_back(by_link, code, now=SOON + timedelta(seconds=60)) is None
    assert isinstance(come_back(by_link, code, now=SOON + timedelta(seconds=59)), SignedIn)


def test_the_code_of_a_lost_answer_is_given_again_and_kept_nowhere_in_clear(
    by_link: LoginRequest, phone: Phone
) -> None:
    phone.claim(link_of(by_link))
    signed = phone.sign(by_link)

    first, again = phone.send(by_link, signed), phone.send(by_link, signed)

    by_link.refresh_from_db()
    code = str(first.details["return_code"])
    assert again == first
    assert code not in str(by_link.evidence.values().get())
    assert by_link.return_digest == digests.digest(code)
    assert code not in repr(first)


def test_no_return_code_comes_with_a_refusal_nor_with_the_other_ways(
    by_qr: LoginRequest, by_link: LoginRequest, phone: Phone
) -> None:
    phone.claim(qr_of(by_qr))
    phone.claim(link_of(by_link))

    assert "return_code" not in phone.answer(by_link, "deny", jti="the-first-of-answers").details
    assert "return_code" not in phone.answer(by_qr, number="42").details
    assert come_back(by_qr, "") is None


def test_a_link_is_never_approved_without_a_return_code(by_link: LoginRequest, phone: Phone) -> None:
    with pytest.raises(IntegrityError, match="a_link_is_approved_with_a_return_code"), transaction.atomic():
        LoginRequest.objects.filter(pk=by_link.pk).update(state=LoginState.APPROVED, card=phone.card)


# races


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [Way.QR, Way.LINK])
def test_of_six_cards_that_claim_at_once_one_owns(way: Way) -> None:
    login = LoginRequestFactory.create(by_qr=way == Way.QR, by_link=way == Way.LINK)
    text = qr_of(login) if way == Way.QR else link_of(login)
    phones = [Phone() for _ in range(6)]

    outcomes = [one.outcome for one in at_once(*[partial(each.claim, text) for each in phones])]

    assert outcomes.count(ClaimOutcome.CLAIMED) == 1
    assert outcomes.count(ClaimOutcome.ALREADY_CLAIMED) == 5
    login.refresh_from_db()
    assert login.claimed_by == phones[outcomes.index(ClaimOutcome.CLAIMED)].card


@pytest.mark.django_db(transaction=True)
def test_of_six_returns_at_once_one_is_signed_in() -> None:
    login, phone = LoginRequestFactory.create(by_link=True), Phone()
    phone.claim(link_of(login))
    code = phone.answer(login).details["return_code"]

    taken = at_once(*[lambda: come_back(login, code)] * 6)

    assert sum(isinstance(one, SignedIn) for one in taken) == 1
    assert taken.count(None) == 5


@pytest.mark.django_db(transaction=True)
def test_an_approval_and_the_end_of_the_time_at_once_leave_one_of_both() -> None:
    login, phone = LoginRequestFactory.create(by_qr=True), Phone()
    phone.claim(qr_of(login))
    signed = phone.sign(login, number="42")

    def act(turn: int) -> object:
        if turn % 2:
            late = LoginRequest.objects.filter(pk=login.pk, state=LoginState.PENDING)
            return late.update(state=LoginState.EXPIRED)
        return phone.send(login, signed).outcome is Outcome.APPROVED

    done = at_once(*[partial(act, turn) for turn in range(4)])

    login.refresh_from_db()
    approved = any(done[0::2])
    assert login.state == (LoginState.APPROVED if approved else LoginState.EXPIRED)
    assert sum(done[1::2]) == (0 if approved else 1)
