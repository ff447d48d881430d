"""A person leaves a structure: their role ends, today or on a day known beforehand; an end by mistake is taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import InvalidPractice
from directory.models import Account, AuditEvent, PractitionerRole, RegistrationAuthority
from directory.policy import LATEST_DEPARTURE, REOPENING_LIMIT
from directory.workflows.situations import Situation, lock_unchanged, require_closer, situation_of, tell_person

ENDED, PLANNED = "directory.role_ended", "directory.departure_planned"


def end_role(
    *, account: Account, role: PractitionerRole, ends_on: date, now: datetime, seen: Situation | None = None
) -> None:
    """End an open role; from that day on it gives no right.

    seen: as whoever decides read it; None: as the row given. Raises NotAllowed, ChangedMeanwhile, InvalidPractice.
    """
    authority = require_closer(account, role, now)
    if ends_on > timezone.localdate(now):
        raise InvalidPractice(field="ends_on", reason="in_future")
    with transaction.atomic():
        locked = lock_unchanged(role, seen or situation_of(role))
        if locked.valid_until is not None and locked.valid_until <= ends_on:
            raise InvalidPractice(field="ends_on", reason="already_ended")
        _require_after_start(locked, "ends_on", ends_on)
        _write(locked, ends_on, "ended", account=account, authority=authority, action=ENDED, now=now)


def plan_departure(
    *, account: Account, role: PractitionerRole, leaves_on: date, seen: Situation, now: datetime
) -> None:
    """Say beforehand when an open role ends, or on which other day; its rights end that day, by themselves.

    Raises NotAllowed, ChangedMeanwhile, InvalidPractice (not_in_future, departure_too_far, already_ended).
    """
    authority, today = require_closer(account, role, now), timezone.localdate(now)
    if leaves_on <= today:
        raise InvalidPractice(field="leaves_on", reason="not_in_future")
    if leaves_on > today + LATEST_DEPARTURE:
        raise InvalidPractice(field="leaves_on", reason="departure_too_far")
    with transaction.atomic():
        locked = lock_unchanged(role, seen)
        if locked.valid_until is not None and locked.valid_until <= today:
            raise InvalidPractice(field="leaves_on", reason="already_ended")
        _require_after_start(locked, "leaves_on", leaves_on)
        _write(locked, leaves_on, "planned", account=account, authority=authority, action=PLANNED, now=now)


def cancel_departure(*, account: Account, role: PractitionerRole, seen: Situation, now: datetime) -> None:
    """The person stays: a planned departure is forgotten. Raises NotAllowed, ChangedMeanwhile, InvalidPractice."""
    authority = require_closer(account, role, now)
    with transaction.atomic():
        locked = lock_unchanged(role, seen)
        if locked.valid_until is None or locked.valid_until <= timezone.localdate(now):
            raise InvalidPractice(field="leaves_on", reason="already_ended" if locked.valid_until else "not_ended")
        _write(
            locked,
            None,
            "cancelled",
            account=account,
            authority=authority,
            action="directory.departure_cancelled",
            now=now,
        )


def reopen_role(*, account: Account, role: PractitionerRole, seen: Situation, now: datetime) -> None:
    """Take back an end that was a mistake: by the authority that recorded it, lately, when nothing took its place.

    Raises NotAllowed, ChangedMeanwhile, InvalidPractice (not_ended, not_recorded_here, too_late_to_reopen,
    closed_meanwhile).
    """
    authority, today = require_closer(account, role, now), timezone.localdate(now)
    with transaction.atomic():
        locked = lock_unchanged(role, seen)
        if locked.valid_until is None or locked.valid_until > today:
            raise InvalidPractice(field="", reason="not_ended")
        recorded = _end_recorded(locked)
        if recorded is None or recorded.authority_id != authority.pk:
            raise InvalidPractice(field="", reason="not_recorded_here")
        since = max(timezone.localdate(recorded.occurred_at), locked.valid_until)
        if today - since > REOPENING_LIMIT:
            raise InvalidPractice(field="", reason="too_late_to_reopen")
        if _same_open(locked):
            raise InvalidPractice(field="", reason="closed_meanwhile")
        _write(
            locked, None, "reopened", account=account, authority=authority, action="directory.role_reopened", now=now
        )


def _require_after_start(role: PractitionerRole, field: str, day: date) -> None:
    if role.valid_from is not None and day < role.valid_from:
        raise InvalidPractice(field=field, reason="before_start")


def _end_recorded(role: PractitionerRole) -> AuditEvent | None:
    """The act that gave the row its end; None: the end came from elsewhere, such as a load."""
    acts = AuditEvent.objects.filter(
        practitioner_id=role.exercise.practitioner_id,
        subject_type=PractitionerRole._meta.label,
        subject_id=str(role.pk),
        action__in=[ENDED, PLANNED],
    )
    latest = acts.order_by("-occurred_at", "-pk").first()
    is_its_end = latest is not None and latest.details.get("ends_on") == str(role.valid_until)
    return latest if is_its_end else None


def _same_open(role: PractitionerRole) -> bool:
    """The person has been registered for the same role in the same structure since."""
    return (
        PractitionerRole.objects.filter(
            exercise=role.exercise_id, organization=role.organization_id, role_code=role.role_code
        )
        .exclude(pk=role.pk)
        .filter(valid_until__isnull=True)
        .exists()
    )


def _write(
    role: PractitionerRole,
    valid_until: date | None,
    change: str,
    *,
    account: Account,
    authority: RegistrationAuthority,
    action: str,
    now: datetime,
) -> None:
    """The new end of a locked row, its trace, and the letter to the person."""
    columns = {"valid_until": valid_until} | ({"end_reason_code": ""} if valid_until is None else {})
    PractitionerRole.objects.filter(pk=role.pk).update(**columns)
    details: dict[str, Any] = {"ends_on": valid_until.isoformat()} if valid_until else {}
    journal.record(
        action=action,
        actor=account,
        practitioner_id=role.exercise.practitioner_id,
        subject=role,
        now=now,
        mandate=permissions.acting_mandate(account, authority, now),
        authority_id=authority.pk,
        **details,
    )
    tell_person(role, change, authority=authority, day=valid_until or role.valid_until, now=now)
