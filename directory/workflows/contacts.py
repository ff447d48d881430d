"""The authority that answers for a person helps with contacts that nobody has proven yet.

New codes, a typing mistake put right: whoever receives a code becomes the person, so no other registrar may.
"""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import ChangedMeanwhile, NotAllowed
from directory.models import Account, ContactKind, ContactPoint, Practitioner
from directory.workflows.contact_proof import Sending, send_codes, send_codes_again


def send_again(*, account: Account, practitioner: Practitioner, now: datetime) -> Sending:
    """A registrar has new codes sent, with a new link. Raises NotAllowed."""
    if not permissions.is_person_authority(account, practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        return send_codes_again(practitioner, token=None, actor=account, now=now)


def correct(
    *, account: Account, practitioner: Practitioner, kind: str, value: str, now: datetime, seen: int | None = None
) -> ContactPoint:
    """A registrar corrects a contact that nobody has proven yet; new codes leave for it at once.

    value: an e-mail, or a mobile number in E.164. seen: the key of the contact that the registrar read, if they read
    one. Raises NotAllowed, also for a proven contact; ChangedMeanwhile when it is not the one that was read any more.
    """
    if not permissions.is_person_authority(account, practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        waiting = ContactPoint.objects.filter(
            practitioner=practitioner, kind=kind, ended_at__isnull=True, verified_at__isnull=True
        )
        if seen is not None and not waiting.filter(pk=seen).update(ended_at=now):
            raise ChangedMeanwhile()
        if seen is None and waiting.update(ended_at=now) != 1:
            raise NotAllowed()
        contact = _create(practitioner, kind=kind, value=value, now=now)
        send_codes(
            contacts=[contact],
            holder=practitioner.display_name,
            sender=practitioner.authority.name,
            now=now,
        )
        journal.record(
            action="directory.contact_corrected",
            actor=account,
            practitioner_id=practitioner.pk,
            subject=contact,
            now=now,
            mandate=permissions.acting_mandate(account, practitioner.authority, now),
            kind=kind,
        )
    return contact


def _create(practitioner: Practitioner, *, kind: str, value: str, now: datetime) -> ContactPoint:
    """Write an unproven contact."""
    is_email = kind == ContactKind.EMAIL
    return ContactPoint.objects.create(
        practitioner=practitioner,
        kind=kind,
        email=value if is_email else "",
        mobile="" if is_email else value,
        created_at=now,
    )
