"""A mandate ends, and in the same instant all that hangs from it."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from directory import journal, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, Mandate, MandateEnd
from directory.policy import MANDATE_NOTE_LENGTH
from directory.workflows.mandates.chain import hanging_from, is_last_head, lock_authority
from directory.workflows.mandates.closing import close_mandate
from directory.workflows.mandates.telling import tell_headless


class Ending(StrEnum):
    """What came of it. LAST_HEAD: nobody would answer for the authority; name another first, or force it."""

    ENDED = "ended"
    ALREADY_ENDED = "already ended"
    LAST_HEAD = "last head"


def end(*, ender: Account, mandate: Mandate, reason: str = MandateEnd.OTHER, note: str = "", now: datetime) -> Ending:
    """End a mandate that this account could have given. reason: MandateEnd. Raises NotAllowed."""
    with transaction.atomic():
        _require(ender, mandate, now)
        lock_authority(mandate.authority_id)
        if is_last_head(mandate, now) and Mandate.objects.not_ended(now).filter(pk=mandate.pk).exists():
            return Ending.LAST_HEAD
        hanging = hanging_from(mandate, now)
        if not close_mandate(mandate, hanging, reason=reason, note=note, ender=ender, now=now):
            return Ending.ALREADY_ENDED
        _trace("directory.mandate_ended", ender, mandate, len(hanging), reason, now)
    return Ending.ENDED


def end_last_head(*, ender: Account, mandate: Mandate, reason: str, note: str, now: datetime) -> Ending:
    """End a mandate although nobody answers for its authority afterwards; those above it are told.

    note: why, for who reads it years later. Raises NotAllowed, MandateRefused (note).
    """
    least, most = MANDATE_NOTE_LENGTH
    with transaction.atomic():
        _require(ender, mandate, now)
        if not least <= len(note.strip()) <= most:
            raise MandateRefused(reason="note")
        lock_authority(mandate.authority_id)
        is_last = is_last_head(mandate, now)
        hanging = hanging_from(mandate, now)
        if not close_mandate(mandate, hanging, reason=reason, note=note.strip(), ender=ender, now=now):
            return Ending.ALREADY_ENDED
        if is_last:
            tell_headless(mandate, now)
        _trace("directory.mandate_end_forced", ender, mandate, len(hanging), reason, now)
    return Ending.ENDED


def _require(ender: Account, mandate: Mandate, now: datetime) -> None:
    if not permissions.can_end(ender, mandate, now):
        raise NotAllowed()


def _trace(action: str, ender: Account, mandate: Mandate, fallen: int, reason: str, now: datetime) -> None:
    journal.record(
        action=action,
        actor=ender,
        subject=mandate,
        now=now,
        account=mandate.account_id,
        mandate=permissions.acting_mandate(ender, mandate.authority, now),
        authority_id=mandate.authority_id,
        role=mandate.role,
        fallen=fallen,
        reason=reason,
    )
