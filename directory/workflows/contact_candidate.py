"""A step of proposals: another contact waits beside the present one, proves itself by a code, and takes its place.

The present contact serves until then.
"""

from datetime import datetime

from directory import journal
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
    CONTACT_PROPOSAL_LIFETIME,
    CONTACT_SENDINGS_A_DAY,
)
from directory.workflows.contact_asking import sendings_of
from directory.workflows.contact_change import change_of, tell_changes


def open_proposal(
    *,
    practitioner: Practitioner,
    kind: str,
    value: str,
    account: Account | None,
    authority: RegistrationAuthority,
    state: ProposalState,
    now: datetime,
) -> ContactProposal:
    """Write a proposal, in the caller's transaction. account: None where the holder types it themselves.

    Raises ContactRefused (same, running, quota).

    The person is locked: of two at once the second one finds the first.
    """
    Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner.pk)
    _expire_late(practitioner, kind, now)
    current = ContactPoint.objects.current().filter(practitioner=practitioner, kind=kind).first()
    if current is not None and current.value.lower() == value.lower():
        raise ContactRefused(reason="same")
    if ContactProposal.objects.filter(practitioner=practitioner, kind=kind, state__in=RUNNING).exists():
        raise ContactRefused(reason="running")
    if sendings_of(practitioner.pk, kind, now) >= CONTACT_SENDINGS_A_DAY:
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
        tell_changes([change_of(former, contact, authority=proposal.authority.name)], now=now)
    journal.record(
        action="directory.contact_changed",
        practitioner_id=contact.practitioner_id,
        subject=contact,
        now=now,
        kind=kind,
        serves_later=is_change,
    )
    return contact


_FORGOTTEN: dict[str, object] = {"email": "", "mobile": "", "code_digest": b"", "code_expires_at": None}


def _expire_late(practitioner: Practitioner, kind: str, now: datetime) -> None:
    """One that is late must not stand in the way until the next sweep."""
    late = ContactProposal.objects.filter(practitioner=practitioner, kind=kind, state__in=RUNNING, expires_at__lte=now)
    late.update(state=ProposalState.EXPIRED, closed_at=now, **_FORGOTTEN)
