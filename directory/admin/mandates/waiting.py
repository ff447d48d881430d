"""Mandates that end soon, and invitations that nobody has answered: tasks of the day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.admin.days import ends_on, since
from directory.admin.mandates.words import last_day
from directory.models import Account, Mandate, MandateInvitation
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting

LIMIT = MOST_COUNTED + 1


def _invitations(account: Account, now: datetime) -> Waiting | None:
    """None for those who give no mandate."""
    if not permissions.can_grant_mandates(account, now):
        return None
    rows = permissions.invitations_looked_after_by(account, now).select_related("authority")
    return Waiting(list(rows.order_by("created_at", "pk")[:LIMIT]), _invitation_line)


def _invitation_line(invitation: MandateInvitation) -> TaskLine:
    note = f"{invitation.get_role_display()} · {invitation.authority.name} · {since(invitation.created_at)}"
    return TaskLine(invitation.name, note, reverse("portal:mandate_invitations"))


def _ending(account: Account, now: datetime) -> Waiting | None:
    """None for those who hold none."""
    if not permissions.mandates_in_force(account, now):
        return None
    rows = permissions.mandates_that_end(account, now).select_related("authority", "account")
    return Waiting(list(rows.order_by("valid_until", "pk")[:LIMIT]), lambda mandate: _mandate_line(mandate, account))


def _mandate_line(mandate: Mandate, account: Account) -> TaskLine:
    words = _("Yours") if mandate.account_id == account.pk else str(mandate.account)
    day = last_day(mandate.valid_until)
    note = f"{mandate.get_role_display()} · {mandate.authority.name} · {ends_on(day) if day else ''}"
    return TaskLine(words, note, reverse("portal:directory_mandate_change", args=[mandate.pk]))


panels.register_task(
    Task(
        key="mandates-ending",
        label=gettext_lazy("Mandates that end within 30 days"),
        read=_ending,
        rank=70,
    )
)
panels.register_task(
    Task(
        key="invitations",
        label=gettext_lazy("Invitations to a mandate that nobody has answered"),
        read=_invitations,
        address="portal:mandate_invitations",
        rank=80,
    )
)
