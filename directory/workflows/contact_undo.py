"""The holder undoes a change of contact that they did not ask for, from the link of its message, before it serves.

The last contact that served comes back as it was, and both addresses are told. What a national file put in its place
becomes a conflict, for the authority to resolve: the next file would say the same again.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from directory import journal
from directory.models import ContactConflict, ContactPoint, ExtractLoad, LoadState, VerificationSource
from directory.workflows.contact_change import contact_of_token, last_that_served, tell_undone


class Undoing(StrEnum):
    """What became of the wish."""

    UNDONE = "undone"
    TOO_LATE = "too_late"


def undoable_contact(token: str, now: datetime) -> ContactPoint | None:
    """The contact that this link undoes, while it does not serve yet; None for any other link. Changes nothing."""
    key = contact_of_token(token)
    if key is None:
        return None
    rows = ContactPoint.objects.current().filter(pk=key, settled_at__gt=now)
    return rows.select_related("practitioner").first()


def undo(*, token: str, now: datetime) -> Undoing:
    """Bring the former contact back. Pressed twice, the second time is too late."""
    with transaction.atomic():
        contact = undoable_contact(token, now)
        if contact is None or not _end(contact, now):
            return Undoing.TOO_LATE
        former = last_that_served(contact) or _replaced_by(contact)
        if former is not None:
            tell_undone(_bring_back(former, now), contact, now=now)
        if contact.verified_by == VerificationSource.EXTRACT:
            _contest(contact, now)
        journal.record(
            action="directory.contact_change_undone",
            practitioner_id=contact.practitioner_id,
            subject=contact,
            now=now,
            kind=contact.kind,
        )
    return Undoing.UNDONE


def _end(contact: ContactPoint, now: datetime) -> bool:
    return ContactPoint.objects.filter(pk=contact.pk, ended_at__isnull=True).update(ended_at=now) == 1


def _replaced_by(contact: ContactPoint) -> ContactPoint | None:
    """What stood there the instant before, where nothing had served yet."""
    replaced = ContactPoint.objects.filter(practitioner=contact.practitioner_id, kind=contact.kind)
    return replaced.filter(ended_at=contact.created_at).order_by("-pk").first()


def _bring_back(former: ContactPoint, now: datetime) -> ContactPoint:
    """A row of its own: what happened in between stays told."""
    return ContactPoint.objects.create(
        practitioner_id=former.practitioner_id,
        kind=former.kind,
        email=former.email,
        mobile=former.mobile,
        verified_at=former.verified_at,
        verified_by=former.verified_by,
        settled_at=former.settled_at,
        attested_by=former.attested_by,
        attested_at=former.attested_at,
        created_at=now,
    )


def _contest(contact: ContactPoint, now: datetime) -> None:
    """A conflict names the load that it comes from: the last one of the restricted file."""
    load = ExtractLoad.objects.filter(kind="RESTRICTED", state__in=[LoadState.APPLIED, LoadState.FINISHED])
    latest = load.order_by("-pk").first()
    if latest is not None:
        ContactConflict.objects.get_or_create(
            practitioner_id=contact.practitioner_id,
            kind=contact.kind,
            resolved_at=None,
            defaults={"email": contact.email, "mobile": contact.mobile, "load": latest, "opened_at": now},
        )
