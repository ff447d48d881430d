"""What dashboards say of activations: holders, first cards, steps, and the causes of failure."""

from datetime import UTC, date, datetime, timedelta

import pytest

from activation.models import ActivationRequest, VirtualCard
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows import figures
from directory.models import DirectoryFigure
from tests.factories.activation import ActivationRequestFactory, InvitationFactory, VirtualCardFactory
from tests.factories.directory import AuditEventFactory, PractitionerFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def opened(*, state, **fields):
    row = ActivationRequestFactory()
    ActivationRequest.objects.filter(pk=row.pk).update(
        opened_at=DAY, expires_at=DAY + timedelta(minutes=15), state=state, **fields
    )


def counted(*, means=False):
    rows = DirectoryFigure.objects.filter(authority=None).values_list("measure", "day", "value")
    rows = rows if means else rows.exclude(measure__startswith="mode_")
    return {(measure, day): value for measure, day, value in rows}


def test_a_holder_is_counted_once_and_from_the_first_card():
    person = PractitionerFactory()
    for card, at in (
        (VirtualCardFactory(practitioner=person, revoked=True), DAY),
        (VirtualCardFactory(practitioner=person), NOW),
    ):
        VirtualCard.objects.filter(pk=card.pk).update(created_at=at)

    figures.keep_figures(now=NOW)

    assert counted() == {("activated", date(2026, 11, 25)): 1, ("first_card", date(2026, 11, 20)): 1}


def test_invitations_are_counted_with_the_first_cards_that_came_after_them_and_cards_by_means():
    for invited, made, mode in (
        (DAY, NOW, ActivationMode.CODES),
        (NOW, DAY, ActivationMode.HAND_OVER),
        (DAY, None, None),
    ):
        person = InvitationFactory(invited_at=invited, last_sent_at=invited).practitioner
        if made is not None:
            card = VirtualCardFactory(practitioner=person, activation_mode=mode)
            VirtualCard.objects.filter(pk=card.pk).update(created_at=made)

    figures.keep_figures(now=NOW)

    found = {(measure, day.day): value for (measure, day), value in counted(means=True).items()}
    assert {key: value for key, value in found.items() if key[0].startswith(("invited", "mode"))} == {
        ("invited", 20): 2,
        ("invited", 25): 1,
        ("invited_activated", 25): 1,
        ("mode_codes", 25): 1,
        ("mode_hand_over", 20): 1,
    }


@pytest.mark.parametrize(
    ("state", "fields", "cause"),
    [
        (ActivationState.EXPIRED, {}, "stopped_expired"),
        (ActivationState.EXPIRED, {"attempt_count": 2}, "stopped_wrong_codes"),
        (ActivationState.LOCKED, {"attempt_count": 3}, "stopped_locked"),
        (ActivationState.CANCELLED, {}, "stopped_cancelled"),
    ],
)
def test_an_activation_that_stopped_says_why(state, fields, cause):
    opened(state=state, **fields)

    figures.keep_figures(now=NOW)

    assert counted() == {("opened", DAY.date()): 1, (cause, DAY.date()): 1}


def test_an_activation_goes_through_its_steps():
    card = VirtualCardFactory()
    VirtualCard.objects.filter(pk=card.pk).update(created_at=DAY - timedelta(days=900))
    opened(state=ActivationState.COMPLETED, confirmed_at=DAY, card=card)
    opened(state=ActivationState.EXPIRED, confirmed_at=DAY)

    figures.keep_figures(now=NOW)

    found = {measure: value for (measure, _day), value in counted().items() if measure != "activated"}
    assert found == {"opened": 2, "confirmed": 2, "bound": 1, "stopped_unbound": 1}


def test_what_was_not_sent_is_told_by_the_trail_and_decoys_are_nobodys():
    person = PractitionerFactory()
    ActivationRequestFactory(decoy=True)
    for refusal in ("unreachable", "quota", ""):
        AuditEventFactory(
            action="activation.opened", practitioner=person, occurred_at=DAY, details={"refusal": refusal}
        )
    AuditEventFactory(action="activation.opened", occurred_at=DAY, details={"refusal": "unknown"}, practitioner=None)

    figures.keep_figures(now=NOW)

    found = {measure: value for (measure, _day), value in counted().items()}
    assert found == {"opened": 2, "unsent_unreachable": 1, "unsent_quota": 1}
