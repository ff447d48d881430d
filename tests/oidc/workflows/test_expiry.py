"""What is over is closed; what serves nobody is removed."""

from datetime import timedelta

import pytest

from oidc.models import (
    AccessToken,
    AuthorizationCode,
    BackchannelRequest,
    Grant,
    Interaction,
    LoginRequest,
    RefreshToken,
    ServiceToken,
)
from oidc.tasks import expire as expire_by_the_clock
from oidc.vocabulary import LoginState
from oidc.workflows.expiry import expire
from tests.factories.oidc import (
    NOON,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    BackchannelRequestFactory,
    DecisionEvidenceFactory,
    InteractionFactory,
    LoginRequestFactory,
    RefreshTokenFactory,
    ServiceTokenFactory,
)

pytestmark = pytest.mark.django_db


def test_late_questions_are_closed_and_others_wait() -> None:
    late, waiting = LoginRequestFactory.create(expired=True), LoginRequestFactory.create()
    denied = LoginRequestFactory.create(denied=True, expired=True)

    assert expire(limit=100, now=NOON) == 1

    states = dict(LoginRequest.objects.values_list("pk", "state"))
    assert states == {late.pk: LoginState.EXPIRED, waiting.pk: LoginState.PENDING, denied.pk: LoginState.DENIED}


def test_codes_and_tokens_go_a_day_after_their_end_and_their_grant_stays() -> None:
    code = AuthorizationCodeFactory.create(expired=True)
    AccessTokenFactory.create(grant=code.grant, expired=True)
    RefreshTokenFactory.create(grant=code.grant, expired=True)
    ServiceTokenFactory.create(expired=True)
    waiting = RefreshTokenFactory.create(grant=code.grant, generation=2, value="rt_the-next-one")

    assert expire(limit=100, now=NOON + timedelta(hours=23)) == 0
    assert expire(limit=100, now=NOON + timedelta(hours=25)) == 4

    assert not AuthorizationCode.objects.exists()
    assert not AccessToken.objects.exists()
    assert RefreshToken.objects.get() == waiting
    assert not ServiceToken.objects.exists()
    assert Grant.objects.exists()


def test_requests_without_a_browser_go_a_day_after_their_end_with_their_questions() -> None:
    BackchannelRequestFactory.create(login_request__state=LoginState.EXPIRED)

    assert expire(limit=100, now=NOON + timedelta(hours=24)) == 0
    assert expire(limit=100, now=NOON + timedelta(hours=25)) == 2
    assert not BackchannelRequest.objects.exists()
    assert not LoginRequest.objects.exists()


def test_unanswered_questions_go_with_every_page_and_what_phones_signed_stays() -> None:
    LoginRequestFactory.create(practitioner=None, state=LoginState.EXPIRED, expired=True)
    LoginRequestFactory.create(state=LoginState.CANCELLED, decided_at=NOON)
    LoginRequestFactory.create()
    InteractionFactory.create()
    refused = DecisionEvidenceFactory.create(login_request__denied=True).login_request
    mistyped = DecisionEvidenceFactory.create(outcome="WRONG_PIN").login_request

    expire(limit=100, now=NOON + timedelta(hours=25))

    assert set(LoginRequest.objects.values_list("pk", "interaction")) == {(refused.pk, None), (mistyped.pk, None)}
    assert not Interaction.objects.exists()


@pytest.mark.usefixtures("at_noon")
def test_a_sweep_is_bounded_and_runs_by_the_clock() -> None:
    LoginRequestFactory.create_batch(3, expired=True)

    assert expire(limit=2, now=NOON) == 2
    assert expire_by_the_clock() == 1
