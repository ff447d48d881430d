"""The authority that answers for a person ends a conflict: the holder's contact is kept, or the extract's is taken."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import ConflictResolved, NotAllowed
from directory.models import (
    Account,
    ConflictResolution,
    ContactConflict,
    ContactPoint,
    Practitioner,
    VerificationSource,
)
from directory.policy import CONTACT_CHANGE_DELAY
from directory.workflows.contact_change import change_of, tell_changes


def keep(*, account: Account, conflict: ContactConflict, now: datetime) -> None:
    """The holder's contact stays; the extract may say the same for ever. Raises NotAllowed, ConflictResolved."""
    with transaction.atomic():
        _resolve(account, conflict, ConflictResolution.KEPT, now)


def take(*, account: Account, conflict: ContactConflict, now: datetime) -> ContactPoint:
    """The contact of the extract takes the place of the holder's, after the delay of every change; both are told.

    Raises NotAllowed, ConflictResolved.
    """
    with transaction.atomic():
        _resolve(account, conflict, ConflictResolution.TAKEN, now)
        former = _end_current(conflict.practitioner, conflict.kind, now)
        contact = ContactPoint.objects.create(
            practitioner=conflict.practitioner,
            kind=conflict.kind,
            email=conflict.email,
            mobile=conflict.mobile,
            verified_at=now,
            verified_by=VerificationSource.EXTRACT,
            settled_at=now + CONTACT_CHANGE_DELAY,
            created_at=now,
            changed_by=account,
        )
        if former is not None:
            tell_changes([change_of(former, contact)], now=now)
    return contact


def _resolve(account: Account, conflict: ContactConflict, resolution: ConflictResolution, now: datetime) -> None:
    if not permissions.can_resolve_conflicts(account, conflict.practitioner, now):
        raise NotAllowed
    resolved = ContactConflict.objects.filter(pk=conflict.pk, resolved_at__isnull=True).update(
        resolved_at=now, resolution=resolution, resolved_by=account
    )
    if resolved != 1:
        raise ConflictResolved
    journal.record(
        action=f"directory.contact_conflict_{resolution.lower()}",
        actor=account,
        practitioner_id=conflict.practitioner_id,
        subject=conflict,
        now=now,
        mandate=permissions.acting_mandate(account, conflict.practitioner.authority, now),
        kind=conflict.kind,
    )


def _end_current(practitioner: Practitioner, kind: str, now: datetime) -> ContactPoint | None:
    current = ContactPoint.objects.select_for_update(of=("self",)).filter(
        practitioner=practitioner, kind=kind, ended_at__isnull=True
    )
    contact = current.first()
    if contact is not None:
        ContactPoint.objects.filter(pk=contact.pk).update(ended_at=now)
    return contact
