"""The holder looks after their own contacts, signed in with their e-CPS: another one, its code, its undoing.

The rules are those of every change: the new contact proves itself by a code, a change serves 48 hours later, both
addresses are told. Nobody has to decide.
"""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import ContactPoint, ContactProposal, Practitioner, ProposalState
from directory.workflows.contact_asking import send_code
from directory.workflows.contact_candidate import close, open_proposal
from directory.workflows.contact_proof import Sending, send_codes_again


def change(*, practitioner: Practitioner, kind: str, value: str, now: datetime) -> ContactProposal:
    """The holder types another contact: a code leaves for it at once, and is typed back on their page.

    value: an e-mail, or a mobile number in E.164. Raises ContactRefused (same, running, quota).
    """
    with transaction.atomic():
        proposal = open_proposal(
            practitioner=practitioner,
            kind=kind,
            value=value,
            account=None,
            authority=practitioner.authority,
            state=ProposalState.ACCEPTED,
            now=now,
        )
        send_code(proposal, now=now)
        _record("directory.contact_change_asked", proposal, now)
    return proposal


def give_up(*, practitioner: Practitioner, kind: str, now: datetime) -> bool:
    """The holder keeps the present contact, whoever wanted another one. False: nothing waits."""
    with transaction.atomic():
        proposal = running_proposal(practitioner, kind, now)
        closed = proposal is not None and close(proposal, ProposalState.WITHDRAWN, now=now)
        if proposal is not None and closed:
            _record("directory.contact_proposal_withdrawn", proposal, now)
    return closed


def running_proposal(practitioner: Practitioner, kind: str, now: datetime) -> ContactProposal | None:
    """What waits for this kind of contact of the person."""
    rows = ContactProposal.objects.running(now).filter(practitioner=practitioner, kind=kind)
    return rows.select_related("practitioner__authority", "authority").first()


def send_again(*, practitioner: Practitioner, now: datetime) -> Sending:
    """New codes for the present contacts that nobody has proven yet, within the quotas of every sending."""
    with transaction.atomic():
        return send_codes_again(practitioner, token=None, actor=None, now=now)


def may_undo(contact: ContactPoint, now: datetime) -> bool:
    """The contact replaced another one and does not serve yet: until it does, its holder may undo the change."""
    return contact.ended_at is None and contact.settled_at is not None and contact.settled_at > now


def _record(action: str, proposal: ContactProposal, now: datetime) -> None:
    journal.record(
        action=action, practitioner_id=proposal.practitioner_id, subject=proposal, now=now, kind=proposal.kind
    )
