"""The mobile of a request: proven by a code, within quotas that count for a number and not for a page."""

import re
from datetime import timedelta

import pytest

from directory.errors import RequestChanged
from directory.policy import CONTACT_CODE_TRIES, REQUEST_CODES_A_DAY
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.mobile import send_code, verify
from directory.workflows.verdicts import Verdict
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import EnrolmentRequestFactory

MOBILE, OTHER = "+33639980202", "+33639980203"


@pytest.fixture
def request_(mandate, structure):
    return EnrolmentRequestFactory(authority=mandate.authority, organization=structure, draft=True)


@pytest.fixture
def sent(request_, letters, fresh, now):
    """The code that was sent for the mobile."""
    assert send_code(request=request_, mobile=MOBILE, now=now) is Sending.SENT
    return re.search(r"\b\d{6}\b", letters("request_code")[-1].text)[0]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_proves_the_number(request_, sent, letters, fresh, now):
    outcome = verify(request=fresh(request_), code=sent, now=now)

    assert outcome.verdict is Verdict.VERIFIED
    assert fresh(request_).mobile_verified_at == now
    assert letters("request_code")[0].to == MOBILE


def test_a_wrong_code_is_counted_and_the_third_locks(request_, sent, fresh, now):
    outcomes = [verify(request=fresh(request_), code=wrong(sent), now=now) for _ in range(CONTACT_CODE_TRIES)]

    assert [outcome.verdict for outcome in outcomes] == [Verdict.WRONG, Verdict.WRONG, Verdict.LOCKED]
    assert verify(request=fresh(request_), code=sent, now=now).verdict is Verdict.LOCKED
    assert fresh(request_).mobile_verified_at is None


def test_a_late_code_is_worth_nothing(request_, sent, fresh, now):
    outcome = verify(request=fresh(request_), code=sent, now=now + timedelta(minutes=16))

    assert outcome.verdict is Verdict.EXPIRED


def test_the_code_of_one_number_does_not_prove_another(request_, sent, fresh, now):
    later = now + timedelta(minutes=2)
    send_code(request=fresh(request_), mobile=OTHER, now=later)

    assert verify(request=fresh(request_), code=sent, now=later).verdict is Verdict.WRONG
    assert fresh(request_).mobile_verified_at is None


def test_another_number_loses_the_proof_and_the_same_one_keeps_it(request_, sent, fresh, now):
    verify(request=fresh(request_), code=sent, now=now)
    assert send_code(request=fresh(request_), mobile=MOBILE, now=now) is Sending.NOTHING_TO_VERIFY
    assert fresh(request_).mobile_verified_at == now

    send_code(request=fresh(request_), mobile=OTHER, now=now)

    assert fresh(request_).mobile_verified_at is None


def test_a_number_receives_so_many_codes_a_day_from_all_requests_together(mandate, structure, letters, now):
    outcomes = []
    for minutes in range(REQUEST_CODES_A_DAY + 2):
        one = EnrolmentRequestFactory(authority=mandate.authority, organization=structure, draft=True)
        outcomes.append(send_code(request=one, mobile=MOBILE, now=now + timedelta(minutes=2 * minutes)))

    assert outcomes.count(Sending.SENT) == REQUEST_CODES_A_DAY
    assert outcomes[-1] is Sending.TOO_MANY
    assert len(letters("request_code")) == REQUEST_CODES_A_DAY


def test_a_request_sends_codes_to_so_many_numbers_and_no_more(request_, letters, fresh, now):
    for number in range(30):
        send_code(request=fresh(request_), mobile=f"+3363998{number:04d}", now=now)

    assert len(letters("request_code")) == 2 * REQUEST_CODES_A_DAY


def test_two_wishes_at_once_send_once_within_a_minute(request_, sent, fresh, now):
    assert send_code(request=fresh(request_), mobile=MOBILE, now=now + timedelta(seconds=5)) is Sending.TOO_SOON


def test_a_request_that_was_sent_proves_nothing_more(mandate, structure, now):
    request = EnrolmentRequestFactory(authority=mandate.authority, organization=structure)

    with pytest.raises(RequestChanged):
        send_code(request=request, mobile=OTHER, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_tries_at_once_are_two_tries(request_, sent, fresh, now):
    one, two = fresh(request_), fresh(request_)

    outcomes = run_at_once(
        lambda: verify(request=one, code=wrong(sent), now=now), lambda: verify(request=two, code=wrong(sent), now=now)
    )

    assert sorted(outcome.tries_left for outcome in outcomes)[0] == CONTACT_CODE_TRIES - 2


@pytest.mark.django_db(transaction=True)
def test_a_code_typed_while_another_number_is_asked_for_proves_neither_wrongly(request_, sent, fresh, now):
    one, two, later = fresh(request_), fresh(request_), now + timedelta(minutes=2)

    run_at_once(
        lambda: swallow(lambda: verify(request=one, code=sent, now=later)),
        lambda: swallow(lambda: send_code(request=two, mobile=OTHER, now=later)),
    )

    proven = fresh(request_)
    assert proven.mobile_verified_at is None
    assert str(proven.answers.mobile.as_e164) == OTHER


def swallow(act):
    """A refusal is an outcome; a deadlock is not."""
    try:
        return act()
    except RequestChanged as refusal:
        return refusal
