"""Holders are told that a card ends soon: 30, 7 and 1 days before, once each, and once alone after a stop."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from activation.models import VirtualCard
from activation.policy import CARD_REMINDERS
from activation.workflows.notices import tell_ends_soon
from directory import journal
from directory import queries as directory_queries


def remind_of_ends(*, limit: int, now: datetime) -> int:
    """Remind the holders of at most `limit` cards. Returns how many. Safe to run at once.

    The nearest reminder that is due goes, and those that a stop left behind do not. A holder who may not use a card is
    reminded of nothing: reopened in time, they are.
    """
    return sum(_remind(days, limit, now) for days in sorted(CARD_REMINDERS))


def _remind(days: int, limit: int, now: datetime) -> int:
    holder = directory_queries.eligible_practitioners(now).filter(pk=OuterRef("practitioner_id"))
    due = VirtualCard.objects.working(now).filter(
        Q(reminded_days__isnull=True) | Q(reminded_days__gt=days),
        Exists(holder),
        expires_at__lte=now + timedelta(days=days),
    )
    with transaction.atomic():
        rows = due.order_by("expires_at").select_for_update(of=("self",), skip_locked=True)
        cards = list(rows.select_related("practitioner")[:limit])
        VirtualCard.objects.filter(pk__in=[card.pk for card in cards]).update(reminded_days=days)
        for card in cards:
            journal.record(
                action="activation.reminded",
                practitioner_id=card.practitioner_id,
                subject=card,
                now=now,
                days=days,
            )
            tell_ends_soon(card, days=-(-(card.expires_at - now) // timedelta(days=1)), now=now)
    return len(cards)
