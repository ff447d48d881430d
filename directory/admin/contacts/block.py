"""The contacts of a record: what may be done with each, what waits, why nothing came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from directory import permissions
from directory.admin.contacts.kinds import slug_of
from directory.admin.messages.diagnosis import diagnose
from directory.admin.messages.words import reason_words
from directory.admin.viewer import Viewer
from directory.models import ContactKind, ContactProposal, Practitioner, ProposalState, VerificationSource
from directory.workflows.contact_check import ContactProof


@dataclass(frozen=True)
class Waiting:
    """A proposal on a record. address: its page, for who may open it."""

    kind: str
    masked: str
    state: str
    what_next: str
    authority: str
    at: datetime
    expires_at: datetime
    address: str


def acts_on(proof: ContactProof, *, decides: bool) -> dict[str, Any]:
    """What the record adds to one contact: its mark, and the pages for who decides of it."""
    contact = proof.contact
    is_attested = contact.verified_by == VerificationSource.ATTESTED
    added: dict[str, Any] = {
        "bounced_at": contact.bounced_at,
        "bounce_reason": reason_words(contact.bounce_reason),
        "is_attested": is_attested,
        "attestation": reverse("portal:attest_contact", args=[contact.pk])
        if decides and contact.verified_at is None
        else "",
        "change": _page("change_contact", contact.practitioner_id, contact.kind)
        if decides and contact.verified_at is not None
        else "",
    }
    return {**added, "state": "attested"} if is_attested else added


def contacts_block(
    person: Practitioner, proofs: list[ContactProof], viewer: Viewer, *, decides: bool
) -> dict[str, Any]:
    """What stands below the contacts: proposals, ways to add or to propose, the diagnosis."""
    present = {proof.contact.kind for proof in proofs}
    rows = ContactProposal.objects.running(viewer.now).filter(practitioner=person).select_related("authority")
    running = list(rows.order_by("kind"))
    waiting = [_waiting(row, viewer, decides=decides) for row in running]
    taken = {row.kind for row in running}
    free = [kind for kind in ContactKind.values if kind not in taken]
    proposes = not decides and permissions.can_propose_contacts(viewer.account, person, viewer.now)
    return {
        "waiting": waiting,
        "additions": [
            {"words": _add_words(kind), "address": _page("change_contact", person.pk, kind)}
            for kind in free
            if decides and kind not in present
        ],
        "proposals": [
            {
                "words": _propose_words(kind, is_first=kind not in present),
                "address": _page("propose_contact", person.pk, kind),
            }
            for kind in free
            if proposes
        ],
        "diagnosis": diagnose(person, proofs, running, viewer),
        "messages": reverse("portal:person_messages", args=[person.pk]),
    }


def _waiting(row: ContactProposal, viewer: Viewer, *, decides: bool) -> Waiting:
    is_open = row.state == ProposalState.OPEN
    may_open = decides or row.proposed_by_id == viewer.account.pk
    return Waiting(
        kind=row.get_kind_display(),
        masked=row.masked,
        state=row.get_state_display(),
        what_next=_("The holder decides from the message that they received, or the authority of the person here.")
        if is_open
        else _("It takes effect once the holder has typed its code. A change then serves after 48 hours."),
        authority=row.authority.name,
        at=row.proposed_at,
        expires_at=row.expires_at,
        address=reverse("portal:contact_proposal", args=[row.pk]) if may_open else "",
    )


def _page(name: str, person_id: int, kind: str) -> str:
    return reverse(f"portal:{name}", args=[person_id, slug_of(kind)])


def _add_words(kind: str) -> str:
    return _("Add an e-mail address") if kind == ContactKind.EMAIL else _("Add a mobile number")


def _propose_words(kind: str, *, is_first: bool) -> str:
    if is_first:
        return _("Propose an e-mail address") if kind == ContactKind.EMAIL else _("Propose a mobile number")
    return _("Propose another e-mail address") if kind == ContactKind.EMAIL else _("Propose another mobile number")
