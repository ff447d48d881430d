"""A step: mandates end, their invitations with them, and their holders are told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from directory import journal
from directory.models import Account, InvitationState, Mandate, MandateEnd, MandateInvitation
from directory.workflows.mandates.telling import tell_ended

_LEAST = timedelta(microseconds=1)  # a mandate that had not begun yet is over as soon as it begins


def close_mandate(
    mandate: Mandate, hanging: Sequence[Mandate], *, reason: str, note: str, ender: Account, now: datetime
) -> bool:
    """End a mandate and all that hangs from it at this instant; False when it had ended already.

    The caller's transaction holds the authority.
    """
    if not _end([mandate], now, until=now, reason=reason, note=note, ender=ender):
        return False
    _end(hanging, now, until=now, reason=MandateEnd.FALLEN, note="", ender=ender)
    _withdraw_invitations([mandate, *hanging], now)
    tell_ended(mandate, hanging, now)
    for fallen in hanging:
        journal.record(
            action="directory.mandate_fallen",
            actor=ender,
            subject=fallen,
            now=now,
            account=fallen.account_id,
            hung_from=mandate.pk,
        )
    return True


def close_all(mandates: Sequence[Mandate], *, until: datetime, ender: Account, now: datetime) -> int:
    """End these mandates with their authority, at that instant. The caller's transaction holds the authority."""
    return _end(mandates, now, until=until, reason=MandateEnd.CLOSED, note="", ender=ender)


def _end(mandates: Sequence[Mandate], now: datetime, *, until: datetime, reason: str, note: str, ender: Account) -> int:
    rows = Mandate.objects.not_ended(now).filter(pk__in=[mandate.pk for mandate in mandates])
    ended = rows.update(
        valid_until=Greatest(until, F("valid_from") + _LEAST),
        ended_reason=reason,
        ended_note=note,
        ended_by=ender,
    )
    for mandate in mandates:
        mandate.valid_until = until  # as letters tell it
    return ended


def _withdraw_invitations(mandates: Sequence[Mandate], now: datetime) -> None:
    """What was offered from these mandates is offered no more."""
    waiting = MandateInvitation.objects.filter(
        state=InvitationState.PENDING, given_from__in=[mandate.pk for mandate in mandates]
    )
    waiting.update(state=InvitationState.WITHDRAWN, closed_at=now)
