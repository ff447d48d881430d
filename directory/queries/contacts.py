"""How a person is reached for activation, and the birth date that they are asked."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from directory.models import CivilIdentity, ContactKind, ContactPoint
from directory.policy import CONTACT_CHANGE_DELAY


def activation_contacts(practitioner_id: int | None, now: datetime) -> dict[str, ContactPoint]:
    """The verified and settled contacts by kind; an unknown person costs the same query and gives none.

    One that a registrar attested is not among them: whoever sees the person hands over, codes prove themselves.
    """
    rows = ContactPoint.objects.current().proven().filter(practitioner_id=practitioner_id or 0, settled_at__lte=now)
    return {row.kind: row for row in rows}


def hand_over_contacts(practitioner_id: int, now: datetime) -> dict[str, ContactPoint]:
    """The contacts that serve a hand-over, by kind: the same, and those that a registrar attested."""
    rows = ContactPoint.objects.current().verified().filter(practitioner_id=practitioner_id, settled_at__lte=now)
    return {row.kind: row for row in rows}


def notice_contacts(practitioner_id: int | None, now: datetime) -> list[ContactPoint]:
    """Where a person is told what happens in their name: every contact that somebody answers for, attested ones too.

    One that was replaced is told for as long as its successor does not serve activation yet: whoever replaced it may
    not be the holder.
    """
    return list(_told(practitioner_id, now).order_by("kind", "pk"))


def notice_mailboxes(practitioner_id: int | None, now: datetime, *, most: int) -> list[ContactPoint]:
    """The mailboxes among them, the present one last; an unknown person costs the same query and gives none.

    most: two or more. Beyond, those that were replaced last are left out: whoever replaces one again and again reads
    the present one, and the holder the first.
    """
    rows = list(_told(practitioner_id, now).filter(kind=ContactKind.EMAIL).order_by("ended_at", "pk"))
    return [*rows[: most - 1], *rows[most - 1 :][-1:]]


def _told(practitioner_id: int | None, now: datetime) -> QuerySet[ContactPoint]:
    is_told = Q(ended_at__isnull=True) | Q(ended_at__gt=now - CONTACT_CHANGE_DELAY)
    return ContactPoint.objects.verified().filter(is_told, practitioner_id=practitioner_id or 0)


def can_be_reached(practitioner_id: int, now: datetime) -> bool:
    """Both contacts serve activation."""
    return set(activation_contacts(practitioner_id, now)) == {ContactKind.EMAIL, ContactKind.MOBILE}


def birth_date_of(practitioner_id: int | None) -> date | None:
    """The birth date in the directory, or None; an unknown person costs the same query."""
    return (
        CivilIdentity.objects.filter(practitioner_id=practitioner_id or 0).values_list("birth_date", flat=True).first()
    )
