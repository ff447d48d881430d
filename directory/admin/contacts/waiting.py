"""Contacts on which somebody must act: proposals to decide of, and those that receive nothing. Tasks of the day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.admin.days import since
from directory.models import Account, ContactPoint, ContactProposal
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting

LIMIT = MOST_COUNTED + 1


def _proposals(account: Account, now: datetime) -> Waiting | None:
    """None for those who decide of nobody's contacts."""
    if not permissions.authorities_that_decide(account, now):
        return None
    rows = permissions.proposals_to_decide(account, now).select_related("practitioner", "authority")
    return Waiting(list(rows.order_by("proposed_at", "pk")[:LIMIT]), _proposal_line)


def _proposal_line(proposal: ContactProposal) -> TaskLine:
    note = f"{proposal.get_kind_display()} · {proposal.authority.name} · {since(proposal.proposed_at)}"
    return TaskLine(proposal.practitioner.display_name, note, reverse("portal:contact_proposal", args=[proposal.pk]))


def _unreachable(account: Account, now: datetime) -> Waiting | None:
    """None for those who decide of nobody's contacts."""
    if not permissions.authorities_that_decide(account, now):
        return None
    rows = permissions.unreachable_contacts_visible_to(account, now).select_related("practitioner")
    return Waiting(list(rows.order_by("bounced_at", "pk")[:LIMIT]), _unreachable_line)


def _unreachable_line(contact: ContactPoint) -> TaskLine:
    start = contact.bounced_at or contact.created_at
    record = reverse("portal:directory_practitioner_change", args=[contact.practitioner_id])
    return TaskLine(contact.practitioner.display_name, f"{contact.get_kind_display()} · {since(start)}", record)


panels.register_task(
    Task(
        key="proposals",
        label=gettext_lazy("Contacts that others propose, and of which you decide"),
        read=_proposals,
        address="portal:contact_proposals",
        rank=15,
    )
)
panels.register_task(
    Task(
        key="unreachable",
        label=gettext_lazy("Contacts that receive nothing any more"),
        read=_unreachable,
        address="portal:unreachable_contacts",
        rank=25,
    )
)
