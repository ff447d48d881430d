"""The people whom an account sees, as lines: one a situation.

Contacts are those of people for whose authority the account registers, as on their records; other cells stay empty.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Prefetch

from directory import permissions, queries
from directory.models import ContactKind, ContactPoint, Practitioner, PractitionerRole, ProfessionalExercise
from directory.sheets import exported
from directory.sheets.staff import ROLES
from directory.sheets.writing import Cells
from directory.workflows.exports.pages import HEADER_OF, ExportedList, ExportPage, Reader

_PERSON: Final = ("national_id", "family_name", "given_name")
_SITUATION: Final = (
    "profession_code",
    "profession_label",
    "role_code",
    "role_label",
    "structure_id",
    "site_finess",
    "trade_name",
)


def _head() -> Cells:
    return [
        *(HEADER_OF[name] for name in (*_PERSON, *_SITUATION)),
        exported.START,
        exported.END,
        *(HEADER_OF[name] for name in ("authority", "contact_email", "contact_phone")),
        exported.CONTACTS_VERIFIED,
    ]


def _read(reader: Reader, after: str, limit: int) -> ExportPage:
    page = queries.search_people(
        queries.terms_asked(reader.filters),
        after=after,
        limit=limit,
        listed_only=False,
        load=lambda keys: _load(keys, reader),
        **_scope(reader),
    )
    lines = [line for found in page.found for line in _lines(found.person)]
    return ExportPage(lines, len(page.found), page.next)


def _count(reader: Reader, _most: int) -> int:
    terms = queries.terms_asked(reader.filters)
    return queries.count_people(terms, listed_only=False, **_scope(reader)).people


def _scope(reader: Reader) -> dict[str, Any]:
    seen = permissions.people_searchable_by(reader.account, reader.now)
    within = None if seen.people is None else queries.SearchScope(seen.people, seen.terms)
    return {"test_people": seen.test_people, "within": within}


def _load(keys: list[int], reader: Reader) -> dict[int, Practitioner]:
    """People with their situations, and the contacts of those of whom the account reads them in full: of no other."""
    own = permissions.people_answered_for(reader.account, reader.now).filter(pk__in=keys)
    roles = PractitionerRole.objects.select_related("organization").order_by("pk")
    contacts = ContactPoint.objects.filter(ended_at__isnull=True, practitioner__in=own).order_by("pk")
    rows = (
        Practitioner.objects.filter(pk__in=keys)
        .select_related("authority")
        .prefetch_related(
            "exercises",
            Prefetch("exercises__roles", roles),
            Prefetch("contact_points", contacts, to_attr="readable_contacts"),
        )
    )
    return {row.pk: row for row in rows}


def _lines(person: Any) -> Iterator[Cells]:
    known = [person.national_id, person.family_name, person.given_names]
    contacts = {contact.kind: contact for contact in person.readable_contacts}
    reached = [contacts[kind].value if kind in contacts else "" for kind in (ContactKind.EMAIL, ContactKind.MOBILE)]
    verified: object = ""
    if contacts:
        verified = exported.YES if all(contact.verified_at for contact in contacts.values()) else exported.NO
    situations = [_situation(exercise, role) for exercise in person.exercises.all() for role in exercise.roles.all()]
    for situation in situations or [[""] * (len(_SITUATION) + 2)]:
        yield [*known, *situation, person.authority.name, *reached, verified]


def _situation(exercise: ProfessionalExercise, role: PractitionerRole) -> list[object]:
    place = role.organization
    return [
        exercise.profession_code,
        queries.profession_label(exercise.profession_code) if exercise.profession_code else "",
        role.role_code,
        queries.label(ROLES, role.role_code),
        place.technical_id if place else "",
        place.finess if place else "",
        place.display_name if place else "",
        _day(role.valid_from),
        _day(role.valid_until),
    ]


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


PEOPLE: Final = ExportedList(_head, _read, _count)
