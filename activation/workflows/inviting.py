"""A step of several workflows: people are told that an e-CPS can be activated, or reminded of it."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import F

from activation.models import Invitation
from directory import correspondence, journal
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.models import Account, Practitioner

EVENT = "activation_invitation"
REMINDER = "activation_reminder"
TURN = b"activation.invitation"  # whoever writes a first invitation holds it: nobody is invited twice at once


def invite_all(people: Iterable[Practitioner], *, actor: Account | None = None, now: datetime) -> int:
    """Write the invitation of each, who was never invited, and their messages. Returns how many."""
    chosen = list(people)
    Invitation.objects.bulk_create([Invitation(practitioner=one, invited_at=now, last_sent_at=now) for one in chosen])
    for practitioner in chosen:
        _write(EVENT, practitioner, actor, now)
    return len(chosen)


def remind(invitation: Invitation, *, actor: Account | None = None, now: datetime) -> bool:
    """Write one reminder. False: another one was written since the row was read."""
    counted = Invitation.objects.filter(pk=invitation.pk, reminder_count=invitation.reminder_count).update(
        reminder_count=F("reminder_count") + 1, last_sent_at=now
    )
    if counted:
        _write(REMINDER, invitation.practitioner, actor, now)
    return counted == 1


def _write(event: str, practitioner: Practitioner, actor: Account | None, now: datetime) -> None:
    contacts = directory_queries.activation_contacts(practitioner.pk, now)
    correspondence.write_to_contacts(
        event=event,
        contacts=list(contacts.values()),
        context={
            "holder": practitioner.display_name,
            "national_id": practitioner.national_id,
            "link": f"{settings.SITE_URL}/ecps/",
        },
        practitioner_id=practitioner.pk,
        now=now,
    )
    journal.record(
        action="activation.invited" if event == EVENT else "activation.invitation_reminded",
        actor=actor,
        practitioner_id=practitioner.pk,
        now=now,
        mandate=directory_permissions.acting_mandate(actor, practitioner.authority, now),
    )
