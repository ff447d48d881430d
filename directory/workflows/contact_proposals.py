"""Another contact for a person: the authority of the person changes it, others propose, and somebody decides.

The holder, or the authority that answers for them. Nothing changes before the new contact has proven itself by a code.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory import correspondence, journal, permissions
from directory.errors import ContactRefused, NotAllowed
from directory.models import (
    Account,
    ContactProposal,
    MessageChannel,
    Practitioner,
    ProposalState,
)
from directory.models.contact_proposal import RUNNING
from directory.workflows.contact_asking import ask_holder, send_code, send_page, sending_allowed
from directory.workflows.contact_candidate import close, open_proposal
from directory.workflows.contact_proof import Sending

REFUSED_EVENT = "contact_proposal_refused"


def change(*, account: Account, practitioner: Practitioner, kind: str, value: str, now: datetime) -> ContactProposal:
    """The authority of the person types another contact: a code leaves for it at once.

    value: an e-mail, or a mobile number in E.164.
    Raises NotAllowed, ContactRefused (same, running, quota, email_first).
    """
    if not permissions.can_decide_contacts(account, practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        proposal = open_proposal(
            practitioner=practitioner,
            kind=kind,
            value=value,
            account=account,
            authority=practitioner.authority,
            state=ProposalState.ACCEPTED,
            now=now,
        )
        send_code(proposal, now=now)
        send_page(proposal, now=now)
        _record("directory.contact_change_asked", account, proposal, now)
    return proposal


def propose(*, account: Account, practitioner: Practitioner, kind: str, value: str, now: datetime) -> ContactProposal:
    """Another registrar proposes a contact: the holder is asked where they can be reached, and their authority sees it.

    Raises NotAllowed, ContactRefused (same, running, quota).
    """
    mandate = permissions.proposing_mandate(account, practitioner, now)
    if mandate is None:
        raise NotAllowed()
    with transaction.atomic():
        proposal = open_proposal(
            practitioner=practitioner,
            kind=kind,
            value=value,
            account=account,
            authority=mandate.authority,
            state=ProposalState.OPEN,
            now=now,
        )
        ask_holder(proposal, now=now)
        _record("directory.contact_proposed", account, proposal, now)
    return proposal


def accept(*, account: Account, proposal: ContactProposal, now: datetime) -> None:
    """The authority of the person accepts: then it is as a change of its own. Raises NotAllowed, ContactRefused."""
    _require_decider(account, proposal, now)
    with transaction.atomic():
        moved = ContactProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN, expires_at__gt=now).update(
            state=ProposalState.ACCEPTED, decided_by=account, decided_at=now
        )
        if moved != 1:
            raise ContactRefused(reason="closed")
        proposal.state = ProposalState.ACCEPTED
        send_code(proposal, now=now)
        send_page(proposal, now=now)
        _record("directory.contact_proposal_accepted", account, proposal, now)


def refuse(*, account: Account, proposal: ContactProposal, reason: str, now: datetime) -> None:
    """The authority of the person refuses, and its reason is told to whoever proposed.

    Raises NotAllowed, ContactRefused (no_reason, closed).
    """
    _require_decider(account, proposal, now)
    words = " ".join(reason.split())
    if not words:
        raise ContactRefused(reason="no_reason")
    with transaction.atomic():
        if proposal.state != ProposalState.OPEN or not close(
            proposal, ProposalState.REFUSED, now=now, reason=words, decided_by=account, decided_at=now
        ):
            raise ContactRefused(reason="closed")
        _tell_proposer(proposal, words, now)
        _record("directory.contact_proposal_refused", account, proposal, now)


def withdraw(*, account: Account, proposal: ContactProposal, now: datetime) -> None:
    """Whoever proposed thinks better of it, or the authority of the person does, as long as nothing has changed.

    Raises NotAllowed, ContactRefused (closed).
    """
    if proposal.proposed_by_id != account.pk or not account.is_active:
        _require_decider(account, proposal, now)
    with transaction.atomic():
        if proposal.state not in RUNNING or not close(proposal, ProposalState.WITHDRAWN, now=now):
            raise ContactRefused(reason="closed")
        _record("directory.contact_proposal_withdrawn", account, proposal, now)


def send_again(*, account: Account, proposal: ContactProposal, now: datetime) -> Sending:
    """The authority of the person has a new code sent, within the quotas. Raises NotAllowed, ContactRefused."""
    _require_decider(account, proposal, now)
    with transaction.atomic():
        running = ContactProposal.objects.select_for_update(of=("self",)).running(now)
        locked = running.filter(pk=proposal.pk, state=ProposalState.ACCEPTED).first()
        if locked is None:
            raise ContactRefused(reason="closed")
        allowed = sending_allowed(locked, now=now)
        if allowed is Sending.SENT:
            send_code(locked, now=now)
            send_page(locked, now=now)
            _record("directory.contact_codes_sent", account, locked, now)
    return allowed


def expire(*, limit: int, now: datetime) -> int:
    """Forget what nobody decided or proved in time. Returns how many."""
    late = Q(state__in=RUNNING, expires_at__lte=now)
    rows = ContactProposal.objects.filter(late).order_by("expires_at")[:limit]
    return sum(close(row, ProposalState.EXPIRED, now=now) for row in rows)


def _require_decider(account: Account, proposal: ContactProposal, now: datetime) -> None:
    if not permissions.can_decide_contacts(account, proposal.practitioner, now):
        raise NotAllowed()


def _tell_proposer(proposal: ContactProposal, reason: str, now: datetime) -> None:
    """Staff may have no address: they then read the refusal in the portal."""
    proposer = proposal.proposed_by
    if proposer is None or not proposer.email or not proposer.is_active:
        return
    context = {
        "holder": proposal.practitioner.display_name,
        "national_id": proposal.practitioner.national_id,
        "authority": proposal.practitioner.authority.name,
        "reason": reason,
    }
    correspondence.write_to_staff(
        event=REFUSED_EVENT, drafts=[correspondence.Draft(MessageChannel.EMAIL, proposer.email, context)], now=now
    )


def _record(action: str, account: Account, proposal: ContactProposal, now: datetime) -> None:
    journal.record(
        action=action,
        actor=account,
        practitioner_id=proposal.practitioner_id,
        subject=proposal,
        now=now,
        mandate=permissions.acting_mandate(account, proposal.practitioner.authority, now)
        or permissions.acting_mandate(account, proposal.authority, now),
        kind=proposal.kind,
        authority=proposal.authority.code,
    )
