"""A card ends and is about to end: each told, once, in the language of its holder."""

from datetime import date, timedelta

import pytest

from activation.models import VirtualCard
from activation.policy import CARD_LIFETIME
from activation.vocabulary import AUTHORITY_REASONS, CardEndReason, CardState
from activation.workflows import lifecycle
from activation.workflows.expiry import expire_cards
from activation.workflows.pin import change_pin
from activation.workflows.reminders import remind_of_ends
from directory import correspondence
from directory.models import AuditEvent, ContactPoint, MessageChannel, OutboundMessage, PractitionerRole
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import AccountFactory, ContactPointFactory, MandateFactory, PractitionerFactory
from tests.support.phone import PIN_PROOF
from tests.support.races import at_once

DAY = timedelta(days=1)


def letters(event):
    rows = OutboundMessage.objects.filter(event=event).order_by("channel", "created_at")
    return [correspondence.open_letter(row) for row in rows]


def ending_in(days, now, **traits):
    return VirtualCardFactory(created_at=now + timedelta(days=days) - CARD_LIFETIME, **traits)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [31, 0])
def test_who_has_time_or_has_none_left_is_not_reminded(days, now):
    ending_in(days, now)

    assert remind_of_ends(limit=10, now=now) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("traits", [{"locked": True}, {"state": "REVOKED", "ended_at": "2026-01-01T00:00Z"}])
def test_a_card_that_cannot_be_used_again_is_not_reminded_of(traits, now):
    ending_in(3, now, **traits)

    assert remind_of_ends(limit=10, now=now) == 0


@pytest.mark.django_db
def test_thirty_seven_and_one_day_before_once_each(now):
    card = ending_in(40, now)

    days = [day for day in range(41) for _ in range(2) if remind_of_ends(limit=10, now=now + day * DAY)]

    assert days == [10, 33, 39]
    card.refresh_from_db()
    assert card.reminded_days == 1
    assert len(letters("activation_card_ends_soon")) == 6
    assert AuditEvent.objects.filter(action="activation.reminded").count() == 3


@pytest.mark.django_db
def test_after_a_stop_the_nearest_reminder_alone_goes_and_says_the_days_that_are_left(now):
    ending_in(5, now)

    assert [remind_of_ends(limit=10, now=now) for _ in range(2)] == [1, 0]
    assert "5 days" in letters_in_english(now)


def letters_in_english(now):
    """The subject of the reminder of a holder who reads English: of two that leave at once, either may come first."""
    ending_in(5, now, language="en")
    remind_of_ends(limit=10, now=now)
    [subject] = [one.subject for one in letters("activation_card_ends_soon") if "days" in one.subject]
    return subject


@pytest.mark.django_db
def test_who_is_not_eligible_is_reminded_once_they_are(now):
    card = ending_in(5, now)
    roles = PractitionerRole.objects.filter(exercise__practitioner=card.practitioner)
    roles.update(valid_until=date(2025, 1, 1))
    before = remind_of_ends(limit=10, now=now)
    roles.update(valid_until=None)

    assert (before, remind_of_ends(limit=10, now=now)) == (0, 1)


@pytest.mark.django_db
def test_a_card_at_its_end_is_told_once(now):
    card = ending_in(0, now)

    assert [expire_cards(limit=10, now=now) for _ in range(2)] == [1, 0]
    card.refresh_from_db()
    assert (card.state, card.end_reason) == (CardState.EXPIRED, CardEndReason.PERIOD_OVER)
    assert len(letters("activation_card_expired")) == 2
    assert AuditEvent.objects.filter(action="activation.card_expired").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("reason", AUTHORITY_REASONS)
def test_an_authority_says_why_and_the_notice_does_too(reason, now):
    card = VirtualCardFactory(language="en")
    registrar = AccountFactory()
    MandateFactory(account=registrar, authority=card.practitioner.authority)

    lifecycle.revoke_by_authority(account=registrar, card_id=card.pk, reason=reason, now=now)

    card.refresh_from_db()
    assert card.end_reason == reason
    told = letters("activation_card_revoked")
    if reason is CardEndReason.DECEASED:
        assert told == []
    else:
        assert "Reason: " in told[0].text


@pytest.mark.django_db
def test_every_notice_speaks_both_languages(now):
    acts = {
        "activation_card_suspended": lifecycle.suspend,
        "activation_card_resumed": lifecycle.resume,
    }
    for language in ("fr", "en"):
        card = VirtualCardFactory(language=language)
        registrar = AccountFactory()
        MandateFactory(account=registrar, authority=card.practitioner.authority)
        acts["activation_card_suspended"](account=registrar, card_id=card.pk, reason="inquiry", now=now)
        acts["activation_card_resumed"](account=registrar, card_id=card.pk, now=now)
        change_pin(card_id=card.pk, pin_proof=PIN_PROOF, new_pin_proof=bytes([1] * 32), now=now)

    for event in (*acts, "activation_pin_changed"):
        bodies = [
            correspondence.open_letter(row).text
            for row in OutboundMessage.objects.filter(event=event, channel=MessageChannel.EMAIL).order_by("created_at")
        ]
        assert len(bodies) == 2
        assert any(body.startswith("Hello ") for body in bodies)
        assert any(body.startswith("Bonjour ") for body in bodies)


@pytest.mark.django_db
def test_attested_and_lately_replaced_contacts_are_told_too(now):
    person = PractitionerFactory(practising=True)
    ContactPointFactory(practitioner=person, attested=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, verified=True, ended_at=now - timedelta(hours=47))
    ContactPointFactory(practitioner=person, mobile_phone=True, verified=True, ended_at=now - timedelta(hours=49))
    ContactPointFactory(practitioner=person, mobile_phone=True)
    card = VirtualCardFactory(practitioner=person)

    lifecycle.revoke_by_holder(card_id=card.pk, now=now)

    contacts = OutboundMessage.objects.values_list("contact", flat=True)
    assert ContactPoint.objects.filter(pk__in=contacts, attested_at__isnull=False).count() == 1
    assert OutboundMessage.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_each_holder_once(now):
    for _ in range(6):
        ending_in(5, now)
        ending_in(0, now)

    counts = at_once(*[lambda: (remind_of_ends(limit=10, now=now), expire_cards(limit=10, now=now))] * 4)

    assert [sum(each) for each in zip(*counts, strict=True)] == [6, 6]
    assert OutboundMessage.objects.count() == 24
    assert VirtualCard.objects.filter(state=CardState.EXPIRED).count() == 6
