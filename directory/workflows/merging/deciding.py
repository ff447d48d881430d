"""Operators compare two records, merge them, and undo it.

Whoever merges must have shown a strong means within minutes: the door asks for it, as it alone knows the session.
"""

from dataclasses import asdict
from datetime import datetime

import pghistory
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import MergeRefused, NotAllowed
from directory.models import Account, AuditOutcome, FormerIdentifier, Fusion, Practitioner
from directory.policy import FUSION_REASON_LENGTH
from directory.workflows.merging.moves import Moves, find_moves
from directory.workflows.merging.passing import give_back, pass_on
from directory.workflows.merging.preview import Preview, compare, why_not
from directory.workflows.merging.quiet import require_quiet


def preview(*, account: Account, kept_id: int, absorbed_id: int, now: datetime) -> Preview:
    """Both records side by side. It shows two civil identities: the trail says who looked.

    Raises NotAllowed, MergeRefused (unknown).
    """
    _require_operator(account, now)
    with transaction.atomic():
        people = Practitioner.objects.select_related("authority").in_bulk([kept_id, absorbed_id])
        if not {kept_id, absorbed_id} <= set(people):
            raise MergeRefused(reason="unknown")
        _require_reach(account, list(people.values()), now)
        found = compare(kept=people[kept_id], absorbed=people[absorbed_id], today=timezone.localdate(now))
        for key in {kept_id, absorbed_id}:
            journal.record(
                action="directory.fusion_previewed",
                actor=account,
                practitioner_id=key,
                now=now,
                mandate=permissions.acting_mandate(account, None, now),
                outcome=AuditOutcome.READ,
            )
    return found


def merge(
    *, account: Account, kept_id: int, absorbed_id: int, reason: str, difference_reason: str = "", now: datetime
) -> Fusion:
    """Make two records one person. difference_reason: why, although both birth dates are known and differ.

    The absorbed record stays, unlisted, eligible for nothing; its numbers lead to the kept one.
    Raises NotAllowed, MergeRefused: unknown, reason, same, worlds, absorbed, birth_date, identifier_elsewhere, load.
    """
    _require_operator(account, now)
    reason, difference_reason = " ".join(reason.split()), " ".join(difference_reason.split())
    if not FUSION_REASON_LENGTH[0] <= len(reason) <= FUSION_REASON_LENGTH[1]:
        raise MergeRefused(reason="reason")
    with transaction.atomic():
        kept, absorbed = _lock(kept_id, absorbed_id)
        _require_reach(account, [kept, absorbed], now)
        found = compare(kept=kept, absorbed=absorbed, today=timezone.localdate(now))
        if found.differs_in_birth and len(difference_reason) < FUSION_REASON_LENGTH[0]:
            raise MergeRefused(reason="birth_date")
        return absorb(
            kept=kept,
            absorbed=absorbed,
            reason=reason,
            difference_reason=difference_reason if found.differs_in_birth else "",
            account=account,
            now=now,
        )


def absorb(
    *,
    kept: Practitioner,
    absorbed: Practitioner,
    reason: str,
    account: Account | None,
    now: datetime,
    difference_reason: str = "",
) -> Fusion:
    """A step: both records are locked, and who may was asked. In the caller's transaction. Raises MergeRefused."""
    if refusal := why_not(kept=kept, absorbed=absorbed):
        raise MergeRefused(reason=refusal)
    elsewhere = FormerIdentifier.objects.filter(national_id=absorbed.national_id, ended_at__isnull=True)
    if elsewhere.exclude(practitioner__in=[kept, absorbed]).exists():
        raise MergeRefused(reason="identifier_elsewhere")
    moves = find_moves(kept=kept, absorbed=absorbed, today=timezone.localdate(now))
    fusion = Fusion.objects.create(
        kept=kept,
        absorbed=absorbed,
        reason=reason,
        difference_reason=difference_reason[: FUSION_REASON_LENGTH[1]],
        made_by=account,
        made_at=now,
    )
    with pghistory.context(fusion=fusion.pk):
        pass_on(moves, kept=kept, absorbed=absorbed, now=now)
    fusion.moved = asdict(moves)
    fusion.save(update_fields=["moved"])
    _trace("directory.people_merged", fusion, account, now, reason=fusion.reason)
    return fusion


def undo(*, account: Account, fusion_id: int, now: datetime) -> Fusion:
    """Make them two again: what passed goes back to where it was.

    The latest fusion into a record is undone first. Raises NotAllowed, MergeRefused: unknown, undone, later_fusion,
    changed_since, load.
    """
    _require_operator(account, now)
    with transaction.atomic():
        fusion = Fusion.objects.select_for_update(of=("self",)).filter(pk=fusion_id).first()
        if fusion is None:
            raise MergeRefused(reason="unknown")
        kept, absorbed = _lock(fusion.kept_id, fusion.absorbed_id)
        _require_reach(account, [kept, absorbed], now)
        if fusion.undone_at is not None:
            raise MergeRefused(reason="undone")
        release(fusion, kept=kept, absorbed=absorbed, account=account, now=now)
    return fusion


def release(
    fusion: Fusion, *, kept: Practitioner, absorbed: Practitioner, account: Account | None, now: datetime
) -> None:
    """A step of undoing: both records are locked. In the caller's transaction. Raises MergeRefused."""
    running = Fusion.objects.filter(undone_at__isnull=True).exclude(pk=fusion.pk)
    if running.filter(absorbed=kept).exists() or running.filter(kept=kept, pk__gt=fusion.pk).exists():
        raise MergeRefused(reason="later_fusion")
    fusion.undone_by, fusion.undone_at = account, now
    try:
        with transaction.atomic(), pghistory.context(fusion=fusion.pk):
            give_back(Moves(**fusion.moved), kept=kept, absorbed=absorbed)
            fusion.save(update_fields=["undone_by", "undone_at"])
    except IntegrityError:
        raise MergeRefused(reason="changed_since") from None
    _trace("directory.fusion_undone", fusion, account, now)


def _require_operator(account: Account, now: datetime) -> None:
    if not permissions.can_merge_people(account, now):
        raise NotAllowed()


def _require_reach(account: Account, people: list[Practitioner], now: datetime) -> None:
    """An operator of the test world merges test people only; people out of reach are like none."""
    keys = {person.pk for person in people}
    if permissions.practitioners_visible_to(account, now).filter(pk__in=keys).count() != len(keys):
        raise MergeRefused(reason="unknown")


def _lock(kept_id: int, absorbed_id: int) -> tuple[Practitioner, Practitioner]:
    """Both rows, in the order of their keys: two merges of the same people wait, never block."""
    require_quiet()
    rows = Practitioner.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[kept_id, absorbed_id])
    people = {person.pk: person for person in rows.order_by("pk")}
    if not {kept_id, absorbed_id} <= set(people):
        raise MergeRefused(reason="unknown")
    return people[kept_id], people[absorbed_id]


def _trace(action: str, fusion: Fusion, account: Account | None, now: datetime, *, reason: str = "") -> None:
    """On both records: whoever reads one of them finds it."""
    for key in (fusion.kept_id, fusion.absorbed_id):
        journal.record(
            action=action,
            actor=account,
            practitioner_id=key,
            subject=fusion,
            now=now,
            mandate=permissions.acting_mandate(account, None, now),
            reason=reason,
        )
