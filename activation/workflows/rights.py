"""Holders are told when they lose the right to use their cards, and when it opens again.

Decides nothing: every use asks the directory at that instant. A sweep walks over the people who have a working card,
never over all people, some at a time, and goes on where it stopped.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activation.models import LostRight, SweepPosition, VirtualCard
from activation.vocabulary import CardEndReason
from activation.workflows.ending import revoke_card
from activation.workflows.notices import tell_right_lost, tell_right_regained
from directory import journal
from directory import queries as directory_queries
from directory.models import Practitioner

_SWEEP = "rights"


def look_at_rights(*, limit: int, now: datetime) -> int:
    """Look at the next `limit` holders: revoke what is opposed, tell who lost or regained the right. How many changes.

    0 while another sweep runs.
    """
    SweepPosition.objects.get_or_create(name=_SWEEP)
    with transaction.atomic():
        position = SweepPosition.objects.select_for_update(skip_locked=True).filter(name=_SWEEP).first()
        if position is None:
            return 0
        people = _next_holders(position.after_id, limit, now)
        after = people[-1] if len(people) == limit else 0
        SweepPosition.objects.filter(pk=position.pk).update(after_id=after)
        return _revoke_opposed(people, now) + _tell_changes(set(people), now)


def _next_holders(after_id: int, limit: int, now: datetime) -> list[int]:
    holders = VirtualCard.objects.working(now).filter(practitioner_id__gt=after_id).order_by("practitioner_id")
    return list(holders.values_list("practitioner_id", flat=True).distinct()[:limit])


def _revoke_opposed(people: list[int], now: datetime) -> int:
    opposed = VirtualCard.objects.filter(practitioner_id__in=people).opposed(timezone.localdate(now))
    cards = opposed.select_for_update(of=("self",)).select_related("practitioner")
    return sum(revoke_card(card, reason=CardEndReason.OPPOSITION, now=now) for card in cards)


def _tell_changes(people: set[int], now: datetime) -> int:
    eligible = set(directory_queries.eligible_practitioners(now).filter(pk__in=people).values_list("pk", flat=True))
    told = set(LostRight.objects.filter(pk__in=people).values_list("pk", flat=True))
    lost, regained = people - eligible - told, told & eligible
    LostRight.objects.bulk_create([LostRight(practitioner_id=one, noticed_at=now) for one in lost])
    LostRight.objects.filter(pk__in=regained).delete()
    for card in _newest_cards(lost, now):
        _record("activation.right_lost", card, now)
        if not _is_dead(card.practitioner, now):
            tell_right_lost(card, now=now)
    for card in _newest_cards(regained, now):
        _record("activation.right_regained", card, now)
        tell_right_regained(card, now=now)
    return len(lost) + len(regained)


def _newest_cards(people: Iterable[int], now: datetime) -> list[VirtualCard]:
    """One card a person: it says in which language they read. Nobody whose last card has just been revoked."""
    cards = VirtualCard.objects.working(now).filter(practitioner_id__in=people).select_related("practitioner")
    return list(cards.order_by("practitioner_id", "-created_at").distinct("practitioner_id"))


def _record(action: str, card: VirtualCard, now: datetime) -> None:
    journal.record(action=action, practitioner_id=card.practitioner_id, now=now)


def _is_dead(person: Practitioner, now: datetime) -> bool:
    """The mailbox of somebody who died is their family's: nobody writes there about an e-CPS."""
    return person.deceased_date is not None and person.deceased_date <= timezone.localdate(now)
