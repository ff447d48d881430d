"""The holder answers a proposal on the page of its link: yes or no, then the code of the new contact.

A refusal that counts is returned, never raised: raising would give the try back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from directory import journal
from directory.codes import code_digest, is_same
from directory.models import ContactPoint, ContactProposal, ProposalState
from directory.policy import CONTACT_CODE_TRIES
from directory.workflows.contact_asking import Link, read_link, send_code, sending_allowed
from directory.workflows.contact_candidate import apply, close
from directory.workflows.contact_proof import Sending
from directory.workflows.verdicts import CodeOutcome, Verdict


@dataclass(frozen=True)
class Question:
    """A proposal as its page shows it. may_decide: the link came to a present contact. present: what it replaces."""

    proposal: ContactProposal
    may_decide: bool
    present: ContactPoint | None

    def state(self, now: datetime) -> str:
        """open, waiting (for the code), locked, late (the code), applied or closed."""
        row = self.proposal
        if row.state == ProposalState.APPLIED:
            return "applied"
        if row.state not in {ProposalState.OPEN, ProposalState.ACCEPTED} or row.expires_at <= now:
            return "closed"
        if row.state == ProposalState.OPEN:
            return "open" if self.may_decide else "closed"
        if row.attempt_count >= CONTACT_CODE_TRIES:
            return "locked"
        return "waiting" if row.code_expires_at is not None and row.code_expires_at > now else "late"


def question_of(token: str) -> Question | None:
    """What a link asks; None for any other link. Changes nothing."""
    read = read_link(token)
    if read is None:
        return None
    key, link = read
    rows = ContactProposal.objects.select_related("practitioner__authority", "authority", "proposed_by", "decided_by")
    proposal = rows.filter(pk=key).first()
    if proposal is None:
        return None
    contacts = ContactPoint.objects.current().filter(practitioner=proposal.practitioner_id, kind=proposal.kind)
    may_decide = link is Link.DECIDE and not _were_replaced(proposal)
    return Question(proposal, may_decide, contacts.first())


def accept(*, question: Question, now: datetime) -> bool:
    """The holder wants the contact: its code leaves at once. False: too late, or not theirs to say."""
    if not question.may_decide:
        return False
    proposal = question.proposal
    with transaction.atomic():
        moved = ContactProposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN, expires_at__gt=now).update(
            state=ProposalState.ACCEPTED, decided_at=now
        )
        if moved == 1:
            proposal.state = ProposalState.ACCEPTED
            send_code(proposal, now=now)
            _record("directory.contact_proposal_accepted", proposal, now)
    return moved == 1


def refuse(*, question: Question, now: datetime) -> bool:
    """The holder does not want it: nothing changes. False: too late, or not theirs to say."""
    proposal = question.proposal
    if not question.may_decide or proposal.state != ProposalState.OPEN:
        return False
    with transaction.atomic():
        closed = close(proposal, ProposalState.REFUSED, now=now, decided_at=now)
        if closed:
            _record("directory.contact_proposal_refused", proposal, now)
    return closed


def verify(*, question: Question, code: str, now: datetime) -> CodeOutcome:
    """Judge the code of the new contact; the right one puts it in its place.

    The try is claimed before the code is compared: two tries at once are two tries.
    """
    with transaction.atomic():
        claimed = ContactProposal.objects.filter(
            pk=question.proposal.pk,
            state=ProposalState.ACCEPTED,
            expires_at__gt=now,
            code_expires_at__gt=now,
            attempt_count__lt=CONTACT_CODE_TRIES,
        ).update(attempt_count=F("attempt_count") + 1)
        rows = ContactProposal.objects.select_related(
            "practitioner__authority", "authority", "proposed_by", "decided_by"
        )
        proposal = rows.get(pk=question.proposal.pk)
        if claimed != 1:
            return CodeOutcome(_why_closed(proposal))
        if is_same(code_digest(settings.CODE_PEPPER, proposal.pk, code), bytes(proposal.code_digest)):
            contact = apply(proposal, now=now)
            return CodeOutcome(Verdict.VERIFIED if contact is not None else Verdict.EXPIRED)
        tries_left = max(CONTACT_CODE_TRIES - proposal.attempt_count, 0)
        _record("directory.contact_code_refused", proposal, now)
    return CodeOutcome(Verdict.WRONG if tries_left else Verdict.LOCKED, tries_left)


def send_again(*, question: Question, now: datetime) -> Sending:
    """A new code for the new contact, asked from the page."""
    with transaction.atomic():
        rows = ContactProposal.objects.select_for_update(of=("self",)).running(now)
        proposal = rows.filter(pk=question.proposal.pk, state=ProposalState.ACCEPTED).first()
        if proposal is None:
            return Sending.NOTHING_TO_VERIFY
        allowed = sending_allowed(proposal, now=now)
        if allowed is Sending.SENT:
            send_code(proposal, now=now)
            _record("directory.contact_codes_sent", proposal, now)
    return allowed


def _were_replaced(proposal: ContactProposal) -> bool:
    """A contact of the person was replaced since the question left: the link may be read by who has lost the person's
    trust, and only the authority decides any more.
    """
    replaced = ContactPoint.objects.filter(practitioner=proposal.practitioner_id, ended_at__gt=proposal.proposed_at)
    return proposal.state == ProposalState.OPEN and replaced.exists()


def _why_closed(proposal: ContactProposal) -> Verdict:
    if proposal.state == ProposalState.APPLIED:
        return Verdict.ALREADY_VERIFIED
    return Verdict.LOCKED if proposal.attempt_count >= CONTACT_CODE_TRIES else Verdict.EXPIRED


def _record(action: str, proposal: ContactProposal, now: datetime) -> None:
    journal.record(
        action=action, practitioner_id=proposal.practitioner_id, subject=proposal, now=now, kind=proposal.kind
    )
