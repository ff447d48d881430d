"""What waits for somebody who answers for people: read with a limit, the oldest first where they are few."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from directory.models import (
    AuthorityKind,
    ContactConflict,
    ContactPoint,
    DirectoryEntry,
    Organization,
    Practitioner,
    PractitionerRole,
    RegistrationAuthority,
)
from directory.policy import SOON_ENDING


def contacts_to_verify(
    people: QuerySet[Practitioner], authorities: Sequence[RegistrationAuthority], limit: int
) -> list[ContactPoint]:
    """One contact that waits for a proof of each of these people of theirs, with the person; at most `limit` people."""
    waiting = _people("v:w", people, authorities, limit)
    contacts = ContactPoint.objects.filter(practitioner__in=waiting, ended_at__isnull=True, verified_at__isnull=True)
    oldest: dict[int, ContactPoint] = {}
    for contact in contacts.select_related("practitioner").order_by("created_at", "pk"):
        oldest.setdefault(contact.practitioner_id, contact)
    return list(oldest.values())


def people_without_contacts(
    people: QuerySet[Practitioner], authorities: Sequence[RegistrationAuthority], limit: int
) -> list[Practitioner]:
    """Of these people of theirs, those of whom an e-mail address or a mobile number is missing; at most `limit`."""
    found = Practitioner.objects.filter(pk__in=_people("v:n", people, authorities, limit))
    return list(found.order_by("created_at", "pk"))


def roles_that_end(
    structures: QuerySet[Organization], kinds: Sequence[AuthorityKind], now: datetime, limit: int
) -> list[PractitionerRole]:
    """The situations of these structures, of authorities of these kinds, that end soon; the soonest first."""
    today = timezone.localdate(now)
    ending = PractitionerRole.objects.filter(
        valid_until__gt=today,
        valid_until__lte=today + SOON_ENDING,
        organization__in=structures,
        authority__kind__in=kinds,
    )
    return list(ending.select_related("exercise__practitioner", "organization").order_by("valid_until", "pk")[:limit])


def conflicts_to_resolve(people: QuerySet[Practitioner], limit: int) -> list[ContactConflict]:
    """The contacts of these people on which the holder and the national extract differ."""
    waiting = ContactConflict.objects.filter(resolved_at__isnull=True, practitioner__in=people)
    return list(waiting.select_related("practitioner").order_by("opened_at", "pk")[:limit])


def _people(
    term: str, people: QuerySet[Practitioner], authorities: Sequence[RegistrationAuthority], limit: int
) -> list[int]:
    """Found by what their entries hold: never a walk over all people of an authority.

    Whom an authority only registered holds its term too: whether they are of these people is asked of each one met.
    """
    keys = [authority.pk for authority in authorities]
    answered_for = people.filter(pk=OuterRef("pk")).values("pk")[:1]
    entries = DirectoryEntry.objects.filter(
        terms__contains=[term], terms__overlap=[f"a:{key}" for key in keys], is_listed=True
    ).alias(answered_for=Subquery(answered_for))
    return list(entries.filter(answered_for__isnull=False).values_list("pk", flat=True)[:limit])
