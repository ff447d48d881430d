"""A step of enrolment and contacts: codes leave for contacts, in the caller's transaction.

One token a person, in the e-mail's link; one code a contact, each by its own means. Only digests are kept.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from django.conf import settings

from directory import correspondence, journal, permissions
from directory.codes import code_digest, draw_code, draw_token, token_digest
from directory.models import Account, ContactPoint, ContactVerification, MessageChannel, Practitioner
from directory.policy import (
    CONTACT_CODE_DIGITS,
    CONTACT_CODE_LIFETIME,
    CONTACT_RESEND_WAIT,
    CONTACT_SENDINGS_A_DAY,
)

EVENT = "contact_verification"
DAY = timedelta(hours=24)


class Sending(StrEnum):
    """What became of a wish for new codes."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"
    NOTHING_TO_VERIFY = "nothing_to_verify"


def send_codes(
    *, contacts: Sequence[ContactPoint], holder: str, sender: str, now: datetime, token: str | None = None
) -> list[ContactVerification]:
    """Draw and send one code to each of these contacts of one person; earlier codes of a contact end.

    holder: the person's name, sender: who asks; both are shown in the messages. token: of the page that asked; a new
    one is drawn without it.
    """
    link = token or draw_token()
    pairs = [_draw(contact, link, now) for contact in contacts]
    ContactVerification.objects.filter(contact__in=contacts, closed_at__isnull=True).update(closed_at=now)
    rows = ContactVerification.objects.bulk_create([row for row, _ in pairs])
    correspondence.write(
        event=EVENT,
        drafts=[
            correspondence.Draft(
                channel=correspondence.channel_of(row.contact.kind),
                to=row.contact.value,
                context=_context(row, code, link, holder=holder, sender=sender),
                contact=row.contact,
            )
            for row, code in pairs
        ],
        practitioner_id=contacts[0].practitioner_id,
        now=now,
        lifetime=CONTACT_CODE_LIFETIME,
    )
    return rows


def send_codes_again(practitioner: Practitioner, *, token: str | None, actor: Account | None, now: datetime) -> Sending:
    """New codes for the contacts that a code can prove, within the quotas, in the caller's transaction.

    Quotas are read under a lock of the contacts: two wishes at once send once.
    """
    contacts = list(
        ContactPoint.objects.select_for_update(of=("self",)).current().to_prove().filter(practitioner=practitioner)
    )
    if not contacts:
        return Sending.NOTHING_TO_VERIFY
    sent_at = list(
        ContactVerification.objects.filter(contact__in=contacts, created_at__gt=now - DAY)
        .order_by("-created_at")
        .values_list("contact_id", "created_at")
    )
    if sent_at and sent_at[0][1] > now - CONTACT_RESEND_WAIT:
        return Sending.TOO_SOON
    if any(sum(key == contact.pk for key, _ in sent_at) >= CONTACT_SENDINGS_A_DAY for contact in contacts):
        return Sending.TOO_MANY
    send_codes(
        contacts=contacts,
        holder=practitioner.display_name,
        sender=practitioner.authority.name,
        now=now,
        token=token,
    )
    journal.record(
        action="directory.contact_codes_sent",
        actor=actor,
        practitioner_id=practitioner.pk,
        now=now,
        mandate=permissions.acting_mandate(actor, practitioner.authority, now),
        kinds=[contact.kind for contact in contacts],
    )
    return Sending.SENT


def _draw(contact: ContactPoint, link: str, now: datetime) -> tuple[ContactVerification, str]:
    key, code = uuid4(), draw_code(CONTACT_CODE_DIGITS)
    row = ContactVerification(
        id=key,
        practitioner_id=contact.practitioner_id,
        contact=contact,
        token_digest=token_digest(link),
        code_digest=code_digest(settings.CODE_PEPPER, key, code),
        created_at=now,
        expires_at=now + CONTACT_CODE_LIFETIME,
    )
    return row, code


def _context(row: ContactVerification, code: str, link: str, *, holder: str, sender: str) -> Mapping[str, object]:
    """The link goes by e-mail only: whoever holds the phone alone must not reach the page."""
    minutes = int(CONTACT_CODE_LIFETIME.total_seconds() // 60)
    shared = {"code": code, "minutes": minutes, "sender": sender}
    if correspondence.channel_of(row.contact.kind) is MessageChannel.EMAIL:
        return {**shared, "holder": holder, "link": f"{settings.SITE_URL}/contact/{link}/"}
    return shared
