"""A person leaves a structure: their role ends."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory import journal, permissions
from directory.errors import InvalidPractice, NotAllowed
from directory.models import Account, PractitionerRole, RegistrationAuthority


def end_role(*, account: Account, role: PractitionerRole, ends_on: date, now: datetime) -> None:
    """End an open role; from that day on it gives no right. Raises NotAllowed, InvalidPractice."""
    if not permissions.can_close_role(account, role, now):
        raise NotAllowed()
    if ends_on > timezone.localdate(now):
        raise InvalidPractice(field="ends_on", reason="in_future")
    if role.valid_from is not None and ends_on < role.valid_from:
        raise InvalidPractice(field="ends_on", reason="before_start")
    with transaction.atomic():
        still_open = Q(valid_until__isnull=True) | Q(valid_until__gt=ends_on)
        if PractitionerRole.objects.filter(still_open, pk=role.pk).update(valid_until=ends_on) != 1:
            raise InvalidPractice(field="ends_on", reason="already_ended")
        journal.record(
            action="directory.role_ended",
            actor=account,
            practitioner_id=role.exercise.practitioner_id,
            subject=role,
            now=now,
            mandate=permissions.acting_mandate(account, _authority(account, role, now), now),
            ends_on=ends_on.isoformat(),
        )


def _authority(account: Account, role: PractitionerRole, now: datetime) -> RegistrationAuthority | None:
    """The authority for which this account says that somebody leaves the structure."""
    return permissions.enrolling_authority(account, role.organization, now) if role.organization else None
