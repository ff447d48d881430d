"""A step of loads, conflicts and proposals: whose contact changes is told, at the former address and at the new one.

The link in the message opens a page where a button undoes the change, until it takes effect.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.utils import timezone, translation
from django.utils.formats import date_format

from directory import correspondence
from directory.models import ContactPoint
from directory.policy import CONTACT_CHANGE_DELAY

EVENT: Final = "contact_changed"
UNDONE_EVENT: Final = "contact_change_undone"
_SALT: Final = "directory.contact_change"


@dataclass(frozen=True)
class ContactChange:
    """One contact takes the place of another one. present.practitioner and its authority are at hand.

    authority: who brought it, by name; the authority of the person where nothing is said. also: told too.
    """

    former: ContactPoint
    present: ContactPoint
    authority: str = ""
    also: tuple[ContactPoint, ...] = ()


def change_of(former: ContactPoint, present: ContactPoint, *, authority: str = "") -> ContactChange:
    """The change, with the contact that still served when `former` waited to: whoever changes twice in a row must not
    leave the holder without a word. Both rows are written.
    """
    served = last_that_served(present)
    also = (served,) if served is not None and served.pk != former.pk else ()
    return ContactChange(former, present, authority, also)


def last_that_served(present: ContactPoint) -> ContactPoint | None:
    """The latest contact of the kind, before this one, that served on the day it was replaced; None: none ever did."""
    earlier = ContactPoint.objects.verified().filter(practitioner=present.practitioner_id, kind=present.kind)
    return earlier.filter(settled_at__lte=F("ended_at")).exclude(pk=present.pk).order_by("-ended_at", "-pk").first()


def tell_changes(changes: Iterable[ContactChange], *, now: datetime) -> int:
    """Write the messages of each change, all in one INSERT, in the caller's transaction; returns how many."""
    drafts = [
        (change.present.practitioner_id, _draft(change, contact))
        for change in changes
        for contact in (change.former, *change.also, change.present)
    ]
    return len(correspondence.write_to_many(event=EVENT, drafts=drafts, now=now, lifetime=CONTACT_CHANGE_DELAY))


def tell_undone(former: ContactPoint, undone: ContactPoint, *, now: datetime) -> None:
    """Both addresses learn that the former contact serves again; undone.practitioner is at hand."""
    context = {"holder": undone.practitioner.display_name, "former": former.masked, "undone": undone.masked}
    correspondence.write_to_contacts(
        event=UNDONE_EVENT,
        contacts=[former, undone],
        context=context,
        practitioner_id=undone.practitioner_id,
        now=now,
    )


def undo_token(contact: ContactPoint) -> str:
    """What a link says of the contact that it undoes: nobody else can write it."""
    return signing.dumps(contact.pk, salt=_SALT)


def contact_of_token(token: str) -> int | None:
    """The primary key that such a link names; None for any other text."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return key if isinstance(key, int) else None


def _draft(change: ContactChange, to: ContactPoint) -> correspondence.Draft:
    person = change.present.practitioner
    with translation.override("fr"):
        settled = timezone.localtime(change.present.settled_at)
        context = {
            "holder": person.display_name,
            "authority": change.authority or person.authority.name,
            "former": change.former.masked,
            "present": change.present.masked,
            "settled": date_format(settled, "DATETIME_FORMAT"),
            "link": f"{settings.SITE_URL}/coordonnees/annuler/{undo_token(change.present)}/",
        }
    return correspondence.Draft(correspondence.channel_of(to.kind), to.value, context, to)
