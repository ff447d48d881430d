"""« Why did no message come? », from facts: what the directory holds, what left, what came back, what is used up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import permissions, queries
from directory.admin.messages.words import advice_words, event_words, reason_words
from directory.admin.viewer import Viewer
from directory.correspondence import channel_of
from directory.models import (
    ContactKind,
    ContactPoint,
    ContactProposal,
    MessageState,
    OutboundMessage,
    Practitioner,
    ProposalState,
)
from directory.policy import CONTACT_SENDINGS_A_DAY
from directory.workflows.contact_asking import CODE_EVENT
from directory.workflows.contact_check import ContactProof

_DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Finding:
    """One fact and what follows from it. badge: how grave it is."""

    badge: str
    words: str
    advice: str = ""


def diagnose(
    person: Practitioner, proofs: list[ContactProof], waiting: list[ContactProposal], viewer: Viewer
) -> list[Finding]:
    """The findings, e-mail first, then those of the contacts that wait. Two queries, and one for each that waits."""
    latest = queries.latest_messages_of(person.pk)
    keys = [proof.contact.pk for proof in proofs]
    visible = permissions.contacts_visible_to(viewer.account, viewer.now).filter(pk__in=keys)
    seen = set(visible.values_list("pk", flat=True)) if keys else set()
    by_kind = {proof.contact.kind: proof for proof in proofs}
    findings: list[Finding] = []
    for kind in (ContactKind.EMAIL, ContactKind.MOBILE):
        proof = by_kind.get(kind)
        if proof is None:
            findings.append(_missing(kind))
            continue
        name = proof.contact.masked if proof.contact.pk in seen else _kind_words(kind)
        findings += _of_contact(proof, latest.get(proof.contact.pk), name, viewer.now)
    return findings + [_of_candidate(proposal) for proposal in waiting if proposal.state == ProposalState.ACCEPTED]


def _of_candidate(proposal: ContactProposal) -> Finding:
    """What became of the code of a contact that waits."""
    message = queries.latest_message_about(
        proposal.practitioner_id,
        event=CODE_EVENT,
        channel=channel_of(proposal.kind),
        since=proposal.proposed_at,
    )
    return _last(message, _("the new contact"))


def _missing(kind: str) -> Finding:
    if kind == ContactKind.EMAIL:
        return Finding("danger", _("The directory holds no e-mail address."), _("Ask the person for it and add it."))
    return Finding("danger", _("The directory holds no mobile number."), _("Ask the person for it and add it."))


def _kind_words(kind: str) -> str:
    return _("the e-mail address") if kind == ContactKind.EMAIL else _("the mobile number")


def _of_contact(proof: ContactProof, message: OutboundMessage | None, name: str, now: datetime) -> list[Finding]:
    contact = proof.contact
    found = [_unreachable(contact, name) if contact.bounced_at else _last(message, name)]
    if not contact.is_proven:
        found += _unproven(proof, now)
    elif contact.settled_at is not None and contact.settled_at > now:
        words = _("%(contact)s was changed lately: it serves from %(at)s.") % {
            "contact": name,
            "at": _instant(contact.settled_at),
        }
        found.append(Finding("info", words, _("Nothing to do but wait; the holder can undo the change until then.")))
    return found


def _unreachable(contact: ContactPoint, name: str) -> Finding:
    words = _("Nothing arrives at %(contact)s since %(at)s: %(reason)s.") % {
        "contact": name,
        "at": _instant(contact.bounced_at),
        "reason": reason_words(contact.bounce_reason),
    }
    return Finding("danger", words, advice_words(contact.bounce_reason, MessageState.BOUNCED))


def _last(message: OutboundMessage | None, name: str) -> Finding:
    """What became of the last message to a contact."""
    if message is None:
        return Finding("info", _("No message was sent to %(contact)s.") % {"contact": name})
    told = {"event": event_words(message.event), "contact": name, "at": _instant(message.closed_at)}
    advice = advice_words(message.failure, message.state)
    if message.state == MessageState.QUEUED:
        told["at"] = _instant(message.due_at)
        return Finding("info", _("“%(event)s” for %(contact)s waits to leave, at the latest at %(at)s.") % told, advice)
    if message.delivered_at is not None:
        told["at"] = _instant(message.delivered_at)
        return Finding("success", _("“%(event)s” was received by the telephone %(contact)s on %(at)s.") % told)
    if message.state == MessageState.SENT:
        return Finding("success", _("“%(event)s” was sent to %(contact)s on %(at)s.") % told, _spam_advice(message))
    told["reason"] = reason_words(message.failure) or _("no reason is known")
    return Finding("danger", _("“%(event)s” did not reach %(contact)s (%(at)s): %(reason)s.") % told, advice)


def _spam_advice(message: OutboundMessage) -> str:
    if message.channel != "EMAIL":
        return _("SMS take a few minutes. A telephone that is off or abroad receives them later.")
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return _("Ask the person to look among unwanted mail for a message of %(sender)s.") % {"sender": sender}


def _unproven(proof: ContactProof, now: datetime) -> list[Finding]:
    state = proof.state(now)
    found = []
    if state == "expired":
        found.append(Finding("warning", _("Its code has expired."), _("Send the codes again while the person waits.")))
    if state == "locked":
        found.append(Finding("warning", _("Three wrong codes were typed."), _("Send the codes again.")))
    if proof.sending_count >= CONTACT_SENDINGS_A_DAY and proof.latest is not None:
        until = _instant(proof.latest.created_at + _DAY)
        words = _("Five sendings within a day: no more leaves before %(at)s at the latest.") % {"at": until}
        found.append(Finding("warning", words, _("Check the contact with the person, and correct it if it is wrong.")))
    return found


def _instant(value: datetime | None) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""
