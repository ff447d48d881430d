"""People registered in the portal are told that an e-CPS can be activated: once, when they are ready for it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from activation.models import Invitation, VirtualCard
from activation.workflows.turns import take_turn
from directory import correspondence, journal
from directory import queries as directory_queries
from directory.models import ContactKind, ContactPoint, Enrolment, Practitioner

EVENT = "activation_invitation"
_TURN = b"activation.invitation"


def invite_enrolled(*, limit: int, now: datetime) -> int:
    """Invite at most `limit` people whom a registrar enrolled. Returns how many; 0 while another sweep runs.

    Ready: eligible, both contacts verified and settled, no working card, never invited.
    """
    with transaction.atomic():
        if not take_turn(_TURN):
            return 0
        people = list(_ready(now).order_by("pk")[:limit])
        Invitation.objects.bulk_create(
            [Invitation(practitioner=one, invited_at=now, last_sent_at=now) for one in people]
        )
        for practitioner in people:
            _invite(practitioner, now)
    return len(people)


def _ready(now: datetime) -> QuerySet[Practitioner]:
    contacts = ContactPoint.objects.current().proven().filter(practitioner=OuterRef("pk"), settled_at__lte=now)
    return directory_queries.eligible_practitioners(now).filter(
        Exists(Enrolment.objects.filter(practitioner=OuterRef("pk"))),
        ~Exists(Invitation.objects.filter(practitioner=OuterRef("pk"))),
        ~Exists(VirtualCard.objects.working(now).filter(practitioner=OuterRef("pk"))),
        Exists(contacts.filter(kind=ContactKind.EMAIL)),
        Exists(contacts.filter(kind=ContactKind.MOBILE)),
    )


def _invite(practitioner: Practitioner, now: datetime) -> None:
    contacts = directory_queries.activation_contacts(practitioner.pk, now)
    correspondence.write_to_contacts(
        event=EVENT,
        contacts=list(contacts.values()),
        context={
            "holder": practitioner.display_name,
            "national_id": practitioner.national_id,
            "link": f"{settings.SITE_URL}/ecps/",
        },
        practitioner_id=practitioner.pk,
        now=now,
    )
    journal.record(action="activation.invited", practitioner_id=practitioner.pk, now=now)
