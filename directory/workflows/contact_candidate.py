"""A step of proposals: another contact waits beside the present one, proves itself by a code, and takes its place.

The present contact serves until then. Two links lead to the page of a proposal: the one that goes to the present
contacts decides and proves, the one that goes with the code proves only. Both are signed, and stored nowhere.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import F, Sum

from directory import correspondence, journal
from directory.codes import code_digest, draw_code
from directory.errors import ContactRefused
from directory.models import (
    Account,
    ContactKind,
    ContactPoint,
    ContactProposal,
    Practitioner,
    ProposalState,
    RegistrationAuthority,
    VerificationSource,
)
from directory.models.contact_proposal import RUNNING
from directory.policy import (
    CONTACT_CHANGE_DELAY,
    CONTACT_CODE_DIGITS,
    CONTACT_CODE_LIFETIME,
    CONTACT_PROPOSAL_LIFETIME,
    CONTACT_RESEND_WAIT,
    CONTACT_SENDINGS_A_DAY,
)
from directory.workflows.contact_change import ContactChange, tell_changes
from directory.workflows.contact_proof import DAY, Sending

CODE_EVENT = "contact_candidate"
PAGE_EVENT = "contact_candidate_page"
PROPOSED_EVENT = "contact_proposed"
_SALT = "directory.contact_proposal"


class Link(StrEnum):
    """What the page of a link may do."""

    DECIDE = "decide"
    PROVE = "prove"


def open_proposal(
    *,
    practitioner: Practitioner,
    kind: str,
    value: str,
    account: Account,
    authority: RegistrationAuthority,
    state: ProposalState,
    now: datetime,
) -> ContactProposal:
    """Write a proposal, in the caller's transaction. Raises ContactRefused (same, running, quota).

    The person is locked: of two at once the second one finds the first.
    """
    Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner.pk)
    _expire_late(practitioner, kind, now)
    current = _current(practitioner.pk, kind)
    if current is not None and current.value.lower() == value.lower():
        raise ContactRefused(reason="same")
    if ContactProposal.objects.filter(practitioner=practitioner, kind=kind, state__in=RUNNING).exists():
        raise ContactRefused(reason="running")
    if _sendings(practitioner.pk, kind, now) >= CONTACT_SENDINGS_A_DAY:
        raise ContactRefused(reason="quota")
    is_email = kind == ContactKind.EMAIL
    return ContactProposal.objects.create(
        practitioner=practitioner,
        kind=kind,
        email=value if is_email else "",
        mobile="" if is_email else value,
        state=state,
        authority=authority,
        proposed_by=account,
        proposed_at=now,
        decided_by=account if state == ProposalState.ACCEPTED else None,
        decided_at=now if state == ProposalState.ACCEPTED else None,
        expires_at=now + CONTACT_PROPOSAL_LIFETIME,
    )


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
    mail = _current(proposal.practitioner_id, ContactKind.EMAIL)
    if mail is None:
        raise ContactRefused(reason="email_first")
    _write(proposal, PAGE_EVENT, mail.kind, mail.value, now, contact=mail)


def sending_allowed(proposal: ContactProposal, *, now: datetime) -> Sending:
    """Whether a code may leave once more: SENT when it may. The caller holds the row."""
    if proposal.last_sent_at is not None and proposal.last_sent_at > now - CONTACT_RESEND_WAIT:
        return Sending.TOO_SOON
    if _sendings(proposal.practitioner_id, proposal.kind, now) >= CONTACT_SENDINGS_A_DAY:
        return Sending.TOO_MANY
    return Sending.SENT


def close(proposal: ContactProposal, state: ProposalState, *, now: datetime, **changes: object) -> bool:
    """End a running proposal and forget its value. False: somebody else has."""
    rows = ContactProposal.objects.filter(pk=proposal.pk, state=proposal.state)
    return rows.update(state=state, closed_at=now, **_FORGOTTEN, **changes) == 1


def apply(proposal: ContactProposal, *, now: datetime) -> ContactPoint | None:
    """The new contact takes its place: at once when none was ever verified, 48 hours later for a change; both are told.

    None: the proposal was ended meanwhile.
    """
    kind, value = proposal.kind, proposal.value
    Practitioner.objects.select_for_update(of=("self",)).get(pk=proposal.practitioner_id)
    if not close(proposal, ProposalState.APPLIED, now=now):
        return None
    known = ContactPoint.objects.filter(practitioner=proposal.practitioner_id, kind=kind)
    is_change = known.verified().exists()
    former = known.current().select_for_update(of=("self",)).first()
    known.current().update(ended_at=now)
    is_email = kind == ContactKind.EMAIL
    contact = ContactPoint.objects.create(
        practitioner=proposal.practitioner,
        kind=kind,
        email=value if is_email else "",
        mobile="" if is_email else value,
        verified_at=now,
        verified_by=VerificationSource.CODE,
        settled_at=now + CONTACT_CHANGE_DELAY if is_change else now,
        created_at=now,
        changed_by=proposal.decided_by or proposal.proposed_by,
    )
    if former is not None and former.verified_at is not None:
        tell_changes([ContactChange(former, contact, authority=proposal.authority.name)], now=now)
    journal.record(
        action="directory.contact_changed",
        practitioner_id=contact.practitioner_id,
        subject=contact,
        now=now,
        kind=kind,
        serves_later=is_change,
    )
    return contact


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


_FORGOTTEN: dict[str, object] = {"email": "", "mobile": "", "code_digest": b"", "code_expires_at": None}


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
        "link": link_to(proposal, Link.PROVE),
    }
    correspondence.write(
        event=event,
        drafts=[correspondence.Draft(correspondence.channel_of(kind), to, context, contact)],
        practitioner_id=proposal.practitioner_id,
        now=now,
        lifetime=CONTACT_CODE_LIFETIME,
    )


def _current(practitioner_id: int, kind: str) -> ContactPoint | None:
    return ContactPoint.objects.current().filter(practitioner=practitioner_id, kind=kind).first()


def _sendings(practitioner_id: int, kind: str, now: datetime) -> int:
    """How often messages left within a day for proposals of this kind to this person, closed ones included."""
    rows = ContactProposal.objects.filter(practitioner=practitioner_id, kind=kind, last_sent_at__gt=now - DAY)
    return int(rows.aggregate(total=Sum("sending_count"))["total"] or 0)


def _count_sending(proposal: ContactProposal, now: datetime) -> None:
    ContactProposal.objects.filter(pk=proposal.pk).update(sending_count=F("sending_count") + 1, last_sent_at=now)


def _expire_late(practitioner: Practitioner, kind: str, now: datetime) -> None:
    """One that is late must not stand in the way until the next sweep."""
    late = ContactProposal.objects.filter(practitioner=practitioner, kind=kind, state__in=RUNNING, expires_at__lte=now)
    late.update(state=ProposalState.EXPIRED, closed_at=now, **_FORGOTTEN)
