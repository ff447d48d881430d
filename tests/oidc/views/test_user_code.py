"""The code of a holder: without it, a service that asks people for codes does not reach their phone."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from activation.models import VirtualCard
from directory.models import AuditEvent
from oidc import policy
from oidc.models import BackchannelRequest, LoginRequest, RelyingParty, UserCode, UserCodeTry
from oidc.workflows.code_proving import code_of_nobody
from oidc.workflows.expiry import expire
from oidc.workflows.hinted import digest_of
from oidc.workflows.preferences import set_typed_numbers
from oidc.workflows.user_codes import remove_user_code, set_user_code
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON
from tests.oidc.views.without_browser import ask, at, error_of, service_that_asks
from tests.support.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]
CODE = "Tilleul-42"
NUMBERS = [f"8997009{place:05d}" for place in range(400)]


def _service(**changes: Any) -> RelyingParty:
    return service_that_asks(**{"backchannel_user_code_parameter": True, **changes})


@pytest.fixture
def asker(db: None) -> RelyingParty:
    """A sandbox service that asks people for their codes."""
    return _service()


@pytest.fixture
def card(db: None) -> VirtualCard:
    """Of a test person who set a code."""
    made: VirtualCard = VirtualCardFactory.create()
    assert set_user_code(practitioner=made.practitioner, code=CODE, now=NOON) == ""
    return made


def _nobody(*, with_code: bool) -> str:
    """A number of nobody that is answered as if it had a code, or as if it had none."""
    return next(number for number in NUMBERS if bool(code_of_nobody(digest_of(number))) is with_code)


def test_the_right_code_reaches_the_phone(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    assert ask(client, asker, card, user_code=CODE).status_code == 200

    login = LoginRequest.objects.get()
    assert (login.practitioner, login.silent) == (card.practitioner, False)


@pytest.mark.parametrize(
    ("code", "error"), [("", "missing_user_code"), ("Tilleul-43", "invalid_user_code"), ("é" * 64, "invalid_user_code")]
)
def test_without_the_code_nobody_is_asked(
    client: Client, asker: RelyingParty, card: VirtualCard, code: str, error: str
) -> None:
    refused = ask(client, asker, card, user_code=code)

    assert (refused.status_code, error_of(refused)) == (400, error)
    assert not LoginRequest.objects.exists()


def test_who_has_no_code_is_never_asked_for_one(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    other = VirtualCardFactory.create()
    remove_user_code(practitioner=card.practitioner, now=NOON)

    assert ask(client, asker, other).status_code == 200
    assert ask(client, asker, card).status_code == 200
    assert ask(client, asker, other, user_code="anything").status_code == 200


@pytest.mark.parametrize("code", ["", CODE])
def test_a_service_that_asks_nobody_for_codes_wakes_no_phone_of_who_has_one(
    client: Client, card: VirtualCard, code: str
) -> None:
    assert ask(client, _service(backchannel_user_code_parameter=False), card, user_code=code).status_code == 200

    login = LoginRequest.objects.get()
    assert (login.practitioner, login.silent) == (card.practitioner, True)


def test_numbers_of_nobody_are_answered_like_those_of_people_with_a_code_and_without(
    client: Client, asker: RelyingParty
) -> None:
    with_code, without = _nobody(with_code=True), _nobody(with_code=False)

    assert error_of(ask(client, asker, login_hint=with_code)) == "missing_user_code"
    assert error_of(ask(client, asker, login_hint=with_code, user_code=CODE)) == "invalid_user_code"
    assert ask(client, asker, login_hint=without).status_code == 200
    assert ask(client, asker, login_hint=without, user_code=CODE).status_code == 200


def test_wrong_codes_cost_the_same_queries_for_somebody_and_for_nobody(
    client: Client, asker: RelyingParty, card: VirtualCard, django_assert_num_queries: Any
) -> None:
    for hint in (card.practitioner.national_id, _nobody(with_code=True)):
        with django_assert_num_queries(4):  # the client, the person, what was asked lately, the try
            assert error_of(ask(client, asker, login_hint=hint, user_code="wrong-1")) == "invalid_user_code"


@pytest.mark.parametrize("is_somebody", [True, False])
def test_a_few_wrong_codes_make_that_service_alone_wait_for_that_person_alone(
    client: Client, asker: RelyingParty, card: VirtualCard, is_somebody: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hint = card.practitioner.national_id if is_somebody else _nobody(with_code=True)
    answers = [error_of(ask(client, asker, login_hint=hint, user_code="wrong-1")) for _ in range(7)]
    held = ask(client, asker, login_hint=hint, user_code=CODE)

    assert answers == ["invalid_user_code"] * policy.USER_CODE_TRIES + ["access_denied"] * 2
    assert (held.status_code, held["Retry-After"]) == (403, "1800")
    other = VirtualCardFactory.create()
    set_user_code(practitioner=other.practitioner, code=CODE, now=NOON)
    assert ask(client, asker, other, user_code=CODE).status_code == 200
    assert ask(client, _service(), card, user_code=CODE).status_code == 200
    at(monkeypatch, 1800)
    after = ask(client, asker, login_hint=hint, user_code=CODE)
    assert after.status_code == 200 if is_somebody else error_of(after) == "invalid_user_code"


def test_right_codes_use_no_try_up(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    for _ in range(policy.USER_CODE_TRIES + 3):
        assert ask(client, asker, card, user_code=CODE).status_code == 200


def test_a_new_code_makes_nobody_wait_for_what_was_tried_of_the_former(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    for _ in range(policy.USER_CODE_TRIES + 1):
        ask(client, asker, card, user_code="wrong-1")
    set_user_code(practitioner=card.practitioner, code="Platane-77", now=NOON)

    assert error_of(ask(client, asker, card, user_code=CODE)) == "invalid_user_code"
    assert ask(client, asker, card, user_code="Platane-77").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_codes_tried_at_once_are_counted_each(asker: RelyingParty, card: VirtualCard) -> None:
    answers = at_once(*[lambda: error_of(ask(Client(), asker, card, user_code="wrong-1"))] * 8)

    assert sorted(answers) == ["access_denied"] * 3 + ["invalid_user_code"] * 5


def test_tried_codes_are_forgotten_once_they_count_no_more(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    ask(client, asker, card, user_code="wrong-1")

    expire(limit=10, now=NOON + policy.USER_CODE_TRY_BACK_AFTER - timedelta(seconds=1))
    assert UserCodeTry.objects.exists()
    expire(limit=10, now=NOON + policy.USER_CODE_TRY_BACK_AFTER)
    assert not UserCodeTry.objects.exists()


def test_who_switched_numbers_off_is_asked_with_their_code_alone(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    without_code = VirtualCardFactory.create()
    for one in (card, without_code):
        set_typed_numbers(practitioner_id=one.practitioner_id, allowed=False, now=NOON)

    assert ask(client, _service(backchannel_user_code_parameter=False), card).status_code == 200
    assert ask(client, asker, without_code).status_code == 200
    assert set(LoginRequest.objects.values_list("practitioner", flat=True)) == {None}
    assert ask(client, asker, card, user_code=CODE).status_code == 200
    assert LoginRequest.objects.filter(practitioner=card.practitioner).count() == 1
    assert BackchannelRequest.objects.count() == 3


def test_nothing_of_a_code_is_kept_in_clear(
    client: Client, asker: RelyingParty, card: VirtualCard, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(client, asker, card, user_code=CODE)
        ask(client, asker, card, user_code="wrong-1")

    kept = UserCode.objects.get().hashed
    told = " ".join(str(vars(event)) for event in AuditEvent.objects.all()) + caplog.text
    assert CODE not in kept + told
    assert "wrong-1" not in told
    assert kept not in told
    assert AuditEvent.objects.filter(action="oidc.user_code_set").count() == 1
