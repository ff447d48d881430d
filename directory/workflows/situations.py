"""A step of what happens to a situation: it is still what somebody read, and the person is told what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format

from directory import correspondence, permissions
from directory.errors import ChangedMeanwhile, NotAllowed
from directory.models import Account, ContactPoint, PractitionerRole, RegistrationAuthority

NOTICE = "situation_changed"


@dataclass(frozen=True)
class Situation:
    """What of a situation may change. Codes: R85 or R21 (role), R22 (kind), R02 (sector). valid_until: excluded."""

    role_code: str
    activity_kind_code: str
    sector_code: str
    valid_from: date | None
    valid_until: date | None


def situation_of(role: PractitionerRole) -> Situation:
    """As the row says."""
    return Situation(
        role_code=role.role_code,
        activity_kind_code=role.activity_kind_code,
        sector_code=role.sector_code,
        valid_from=role.valid_from,
        valid_until=role.valid_until,
    )


def require_closer(account: Account, role: PractitionerRole, now: datetime) -> RegistrationAuthority:
    """The authority for which this account says what becomes of the situation. Raises NotAllowed."""
    if role.organization is None or not permissions.can_close_role(account, role, now):
        raise NotAllowed()
    authority = permissions.enrolling_authority(account, role.organization, now)
    if authority is None:
        raise NotAllowed()
    return authority


def lock_unchanged(role: PractitionerRole, seen: Situation) -> PractitionerRole:
    """The row, held until the caller's transaction ends. Raises ChangedMeanwhile: it is not what was read any more."""
    rows = PractitionerRole.objects.select_for_update(of=("self",))
    locked = rows.select_related("organization", "exercise__practitioner").get(pk=role.pk)
    if situation_of(locked) != seen:
        raise ChangedMeanwhile()
    return locked


def tell_person(
    role: PractitionerRole, change: str, *, authority: RegistrationAuthority, day: date | None, now: datetime
) -> None:
    """Tell the proven contacts. change: ended, planned, cancelled, reopened or modified; day: the one it is about."""
    person = role.exercise.practitioner
    told = ContactPoint.objects.filter(practitioner=person, ended_at__isnull=True, verified_at__isnull=False)
    with translation.override("fr"):
        words = date_format(day, "DATE_FORMAT") if day else ""
    correspondence.write_to_contacts(
        event=NOTICE,
        contacts=list(told),
        context={
            "holder": person.display_name,
            "sender": authority.name,
            "structure": role.organization.display_name if role.organization else "",
            "change": change,
            "day": words,
        },
        practitioner_id=person.pk,
        now=now,
    )
