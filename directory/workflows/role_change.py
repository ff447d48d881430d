"""A registrar corrects a situation: role, kind of activity, sector, start."""

from dataclasses import fields
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import InvalidPractice
from directory.models import Account, PractitionerRole
from directory.workflows.practice_rules import check_activity_kind, check_role, check_sector, check_start
from directory.workflows.situations import Situation, lock_unchanged, require_closer, tell_person


def modify_role(
    *, account: Account, role: PractitionerRole, seen: Situation, wanted: Situation, now: datetime
) -> list[str]:
    """Write what differs; returns the names of the columns that did, none when nothing was to be changed.

    seen: as the form was filled from; wanted: as it was sent; their ends do not count. Raises NotAllowed,
    ChangedMeanwhile, InvalidPractice (already_ended, already_open, before_start, and the rules of a registration).
    """
    authority, today = require_closer(account, role, now), timezone.localdate(now)
    with transaction.atomic():
        locked = lock_unchanged(role, seen)
        if locked.valid_until is not None and locked.valid_until <= today:
            raise InvalidPractice(field="", reason="already_ended")
        changed = [
            field.name
            for field in fields(Situation)
            if field.name != "valid_until" and getattr(seen, field.name) != getattr(wanted, field.name)
        ]
        if not changed:
            return []
        _check(locked, wanted, changed, now)
        PractitionerRole.objects.filter(pk=locked.pk).update(**{name: getattr(wanted, name) for name in changed})
        journal.record(
            action="directory.role_modified",
            actor=account,
            practitioner_id=locked.exercise.practitioner_id,
            subject=locked,
            now=now,
            mandate=permissions.acting_mandate(account, authority, now),
            authority_id=authority.pk,
            columns=changed,
        )
        tell_person(locked, "modified", authority=authority, day=None, now=now)
    return changed


def _check(role: PractitionerRole, wanted: Situation, changed: list[str], now: datetime) -> None:
    """Only what changes is judged: a code that has closed since may stay where it is."""
    today = timezone.localdate(now)
    start = wanted.valid_from
    if start is None:
        raise InvalidPractice(field="valid_from", reason="missing")
    # A code is judged on the start that is typed; where the start stays, on the day it is given
    judged = start if "valid_from" in changed else max(start, today)
    try:
        if "valid_from" in changed:
            check_start(start, today=today)
        if "role_code" in changed:
            check_role(role_code=wanted.role_code, profession_code="", start_date=judged, today=today)
    except InvalidPractice as refusal:
        named = "valid_from" if refusal.params["field"] == "start_date" else refusal.params["field"]
        raise InvalidPractice(field=named, reason=refusal.params["reason"]) from None
    if role.valid_until is not None and start > role.valid_until:
        raise InvalidPractice(field="valid_from", reason="before_start")
    if "activity_kind_code" in changed:
        check_activity_kind(wanted.activity_kind_code, start_date=judged, today=today)
    if "sector_code" in changed:
        check_sector(wanted.sector_code, today=today)
    if "role_code" in changed:
        same = PractitionerRole.objects.filter(
            exercise=role.exercise_id, organization=role.organization_id, role_code=wanted.role_code
        )
        if same.filter(valid_until__isnull=True).exclude(pk=role.pk).exists():
            raise InvalidPractice(field="role_code", reason="already_open")
