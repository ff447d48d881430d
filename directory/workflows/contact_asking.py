"""A step of proposals: the holder is asked at the contacts that serve, and a code leaves for the contact that waits.

Two links lead to the page of a proposal: the one that goes to the present contacts decides and proves, the one that
goes with the code proves only. Both are signed, and stored nowhere.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import F, Sum

from directory import correspondence
from directory.codes import code_digest, draw_code
from directory.errors import ContactRefused
from directory.models import ContactKind, ContactPoint, ContactProposal
from directory.policy import (
    CONTACT_CODE_DIGITS,
    CONTACT_CODE_LIFETIME,
    CONTACT_RESEND_WAIT,
    CONTACT_SENDINGS_A_DAY,
)
from directory.workflows.contact_proof import DAY, Sending

CODE_EVENT: Final = "contact_candidate"
PAGE_EVENT: Final = "contact_candidate_page"
PROPOSED_EVENT: Final = "contact_proposed"
_SALT: Final = "directory.contact_proposal"


class Link(StrEnum):
    """What the page of a link may do."""

    DECIDE = "decide"
    PROVE = "prove"


def ask_holder(proposal: ContactProposal, *, now: datetime) -> int:
    """Tell the holder at the contacts that serve; returns how many messages left: with none, nobody but their authority
    can decide.
    """
    contacts = (
        ContactPoint.objects.current().proven().filter(practitioner=proposal.practitioner_id, settled_at__lte=now)
    )
    context = {
        "holder": proposal.practitioner.display_name,
        "authority": proposal.authority.name,
        "proposed": proposal.masked,
        "link": link_to(proposal, Link.DECIDE),
    }
    told = correspondence.write_to_contacts(
        event=PROPOSED_EVENT,
        contacts=list(contacts.order_by("kind")),
        context=context,
        practitioner_id=proposal.practitioner_id,
        now=now,
        lifetime=DAY,
    )
    _count_sending(proposal, now)
    return len(told)


def send_code(proposal: ContactProposal, *, now: datetime) -> None:
    """Draw a code and send it to the new contact; the one before it is worth nothing any more."""
    code = draw_code(CONTACT_CODE_DIGITS)
    ContactProposal.objects.filter(pk=proposal.pk).update(
        code_digest=code_digest(settings.CODE_PEPPER, proposal.pk, code),
        attempt_count=0,
        code_expires_at=now + CONTACT_CODE_LIFETIME,
    )
    _count_sending(proposal, now)
    _write(proposal, CODE_EVENT, proposal.kind, proposal.value, now, code=code)


def send_page(proposal: ContactProposal, *, now: datetime) -> None:
    """A code that arrives by SMS is typed on a page: its link goes to the present e-mail. Raises ContactRefused."""
    if proposal.kind == ContactKind.EMAIL:
        return
    contacts = ContactPoint.objects.current().filter(practitioner=proposal.practitioner_id)
    mail = contacts.filter(kind=ContactKind.EMAIL).first()
    if mail is None:
        raise ContactRefused(reason="email_first")
    _write(proposal, PAGE_EVENT, mail.kind, mail.value, now, contact=mail)


def sending_allowed(proposal: ContactProposal, *, now: datetime) -> Sending:
    """Whether a code may leave once more: SENT when it may. The caller holds the row."""
    if proposal.last_sent_at is not None and proposal.last_sent_at > now - CONTACT_RESEND_WAIT:
        return Sending.TOO_SOON
    if sendings_of(proposal.practitioner_id, proposal.kind, now) >= CONTACT_SENDINGS_A_DAY:
        return Sending.TOO_MANY
    return Sending.SENT


def sendings_of(practitioner_id: int, kind: str, now: datetime) -> int:
    """How often messages left within a day for proposals of this kind to this person, closed ones included."""
    rows = ContactProposal.objects.filter(practitioner=practitioner_id, kind=kind, last_sent_at__gt=now - DAY)
    return int(rows.aggregate(total=Sum("sending_count"))["total"] or 0)


def link_to(proposal: ContactProposal, link: Link) -> str:
    """The address of the proposal's page."""
    token = signing.dumps([str(proposal.pk), link.value], salt=_SALT)
    return f"{settings.SITE_URL}/coordonnees/proposition/{token}/"


def read_link(token: str) -> tuple[UUID, Link] | None:
    """Which proposal a link is about, and what it may do; None for any other text."""
    try:
        key, link = signing.loads(token, salt=_SALT)
        return UUID(key), Link(link)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _write(
    proposal: ContactProposal,
    event: str,
    kind: str,
    to: str,
    now: datetime,
    *,
    code: str = "",
    contact: ContactPoint | None = None,
) -> None:
    context = {
        "holder": proposal.practitioner.display_name,
        "sender": proposal.authority.name,
        "proposed": proposal.masked,
        "code": code,
        "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60),
        "is_own": proposal.proposed_by_id is None,
        "link": link_to(proposal, Link.PROVE)
        if proposal.proposed_by_id
        else f"{settings.SITE_URL}/espace/coordonnees/",
    }
    correspondence.write(
        event=event,
        drafts=[correspondence.Draft(correspondence.channel_of(kind), to, context, contact)],
        practitioner_id=proposal.practitioner_id,
        now=now,
        lifetime=CONTACT_CODE_LIFETIME,
    )


def _count_sending(proposal: ContactProposal, now: datetime) -> None:
    ContactProposal.objects.filter(pk=proposal.pk).update(sending_count=F("sending_count") + 1, last_sent_at=now)
