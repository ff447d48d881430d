"""The authority that answers for a person helps with contacts that nobody has proven yet.

New codes, a typing mistake put right, a contact attested: whoever receives a code becomes the person, so no other
registrar may.
"""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import ChangedMeanwhile, ContactRefused, NotAllowed
from directory.models import Account, ContactKind, ContactPoint, Practitioner, SeenDocument, VerificationSource
from directory.policy import CONTACT_CHANGE_DELAY
from directory.workflows.contact_proof import Sending, send_codes, send_codes_again


def send_again(*, account: Account, practitioner: Practitioner, now: datetime) -> Sending:
    """A registrar has new codes sent, with a new link. Raises NotAllowed."""
    if not permissions.can_decide_contacts(account, practitioner, now):
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
    if not permissions.can_decide_contacts(account, practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        waiting = ContactPoint.objects.filter(
            practitioner=practitioner, kind=kind, ended_at__isnull=True, verified_at__isnull=True
        )
        if seen is not None and not waiting.filter(pk=seen).update(ended_at=now):
            raise ChangedMeanwhile()
        if seen is None and waiting.update(ended_at=now) != 1:
            raise NotAllowed()
        contact = _create(practitioner, kind=kind, value=value, account=account, now=now)
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


def attest(*, account: Account, contact: ContactPoint, document: SeenDocument, now: datetime) -> ContactPoint:
    """A registrar saw the person and a document, and says that this contact is theirs: it serves a hand-over only.

    It settles as a code would settle it. A code typed back later proves it for everything. contact.practitioner is at
    hand. Raises NotAllowed, ContactRefused (proven: there is nothing to attest any more).
    """
    if not permissions.can_decide_contacts(account, contact.practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        others = ContactPoint.objects.filter(practitioner=contact.practitioner_id, kind=contact.kind)
        is_change = others.verified().exclude(pk=contact.pk).exists()
        attested = ContactPoint.objects.current().filter(pk=contact.pk, verified_at__isnull=True)
        moved = attested.update(
            verified_at=now,
            verified_by=VerificationSource.ATTESTED,
            settled_at=now + CONTACT_CHANGE_DELAY if is_change else now,
            attested_by=account,
            attested_at=now,
        )
        if moved != 1:
            raise ContactRefused(reason="proven")
        journal.record(
            action="directory.contact_attested",
            actor=account,
            practitioner_id=contact.practitioner_id,
            subject=contact,
            now=now,
            mandate=permissions.acting_mandate(account, contact.practitioner.authority, now),
            kind=contact.kind,
            document=document.value,
        )
    contact.refresh_from_db()
    return contact


def receives_again(*, account: Account, contact: ContactPoint, now: datetime) -> bool:
    """The mailbox was emptied, the telephone repaired: messages may be tried again. False: nothing was marked.

    Raises NotAllowed.
    """
    if not permissions.can_decide_contacts(account, contact.practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        marked = ContactPoint.objects.unreachable().filter(pk=contact.pk)
        cleared = marked.update(bounced_at=None, bounce_reason="") == 1
        if cleared:
            journal.record(
                action="directory.contact_receives_again",
                actor=account,
                practitioner_id=contact.practitioner_id,
                subject=contact,
                now=now,
                mandate=permissions.acting_mandate(account, contact.practitioner.authority, now),
                kind=contact.kind,
            )
    return cleared


def _create(practitioner: Practitioner, *, kind: str, value: str, account: Account, now: datetime) -> ContactPoint:
    """Write an unproven contact."""
    is_email = kind == ContactKind.EMAIL
    return ContactPoint.objects.create(
        practitioner=practitioner,
        kind=kind,
        email=value if is_email else "",
        mobile="" if is_email else value,
        created_at=now,
        changed_by=account,
    )
