"""Sessions end with the card, or with the right to use it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.models import VirtualCard
from activation.vocabulary import CardState
from directory.models import AuditCategory, AuditEvent, ProfessionalExercise
from oidc.models import Grant, LogoutDelivery, ProviderSession
from oidc.vocabulary import EndReason
from oidc.workflows.lost_rights import end_sessions_without_right
from tests.factories.oidc import NOON, GrantFactory, ProviderSessionFactory, RelyingPartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant() -> Grant:
    service = RelyingPartyFactory.create(backchannel_logout_uri="https://service.test/left")
    made: Grant = GrantFactory.create(relying_party=service, session=ProviderSessionFactory.create())
    return made


def test_a_session_in_order_goes_on(grant: Grant) -> None:
    assert end_sessions_without_right(limit=10, now=NOON) == 0
    assert ProviderSession.objects.get().ended_at is None


@pytest.mark.parametrize("state", [CardState.SUSPENDED, CardState.LOCKED])
def test_a_card_that_stops_working_ends_its_session_and_tells_its_services(grant: Grant, state: CardState) -> None:
    VirtualCard.objects.update(state=state)

    assert end_sessions_without_right(limit=10, now=NOON) == 1
    assert end_sessions_without_right(limit=10, now=NOON) == 0

    assert ProviderSession.objects.get().ended_reason == EndReason.CARD_ENDED
    assert Grant.objects.get().revoked_at == NOON
    assert LogoutDelivery.objects.get().session == grant.session


def test_a_right_that_is_lost_ends_the_session(grant: Grant) -> None:
    ProfessionalExercise.objects.filter(practitioner=grant.practitioner).update(
        valid_until=(NOON - timedelta(days=1)).date()
    )

    assert end_sessions_without_right(limit=10, now=NOON) == 1


def test_the_session_of_a_physical_card_ends_with_the_right() -> None:
    session = ProviderSessionFactory.create(by_card=True)
    assert end_sessions_without_right(limit=10, now=NOON) == 0
    ProfessionalExercise.objects.filter(practitioner=session.practitioner).update(
        valid_until=(NOON - timedelta(days=1)).date()
    )

    assert end_sessions_without_right(limit=10, now=NOON) == 1


def test_sessions_in_order_cost_one_query_however_many(grant: Grant) -> None:
    for one in range(3):
        ProviderSessionFactory.create(browser_digest=f"{one}")

    with CaptureQueriesContext(connection) as asked:
        end_sessions_without_right(limit=10, now=NOON)

    assert len(asked) == 1


def test_sessions_that_end_at_once_cost_the_statements_of_one_and_leave_a_line_each(grant: Grant) -> None:
    def cost() -> int:
        VirtualCard.objects.update(state=CardState.SUSPENDED)
        with CaptureQueriesContext(connection) as asked:
            end_sessions_without_right(limit=20, now=NOON)
        return len(asked)

    one = cost()
    sessions = [ProviderSessionFactory.create(browser_digest=f"{number}") for number in range(11)]
    for session in sessions:
        GrantFactory.create(relying_party=grant.relying_party, session=session)

    assert cost() == one
    lines = AuditEvent.objects.filter(action="oidc.session_ended", category=AuditCategory.SIGN_IN)
    people = [grant.practitioner_id, *(session.practitioner_id for session in sessions)]
    assert sorted(lines.values_list("practitioner_id", flat=True)) == sorted(people)
    assert LogoutDelivery.objects.count() == 12
