"""The people whom an account sees, as a file: one line a situation; personal data, behind a strong means.

Contacts are those of people for whose authority the account registers, as on their records; other cells stay empty.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import permissions, queries
from directory.admin.exports.sending import CSV, HEADER_OF, MOST, XLSX, send, too_many
from directory.admin.people_list import count_asked, pages_of, read_question
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import Viewer, viewer_of
from directory.models import ContactKind, ContactPoint, Practitioner, PractitionerRole, ProfessionalExercise
from directory.sheets.staff import ROLES
from directory.sheets.writing import Cells

_PERSON = ("national_id", "family_name", "given_name")
_SITUATION = (
    "profession_code",
    "profession_label",
    "role_code",
    "role_label",
    "structure_id",
    "site_finess",
    "trade_name",
)
_AT_ONCE = 500  # people read together


@require_safe
@strong_means_required
def people_csv(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as CSV."""
    return _export(request, CSV)


@require_safe
@strong_means_required
def people_workbook(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as a workbook."""
    return _export(request, XLSX)


def _export(request: HttpRequest, form: str) -> HttpResponseBase:
    viewer = viewer_of(request)
    asked = read_question(viewer, request.GET)
    count = count_asked(viewer, asked)
    if count > MOST[form]:
        return too_many(request, Practitioner, form)
    return send(
        request,
        action="directory.people_exported",
        name=_("people"),
        rows=_table(viewer, asked),
        count=count,
        form=form,
    )


def _table(viewer: Viewer, asked: dict[str, str]) -> Iterator[Cells]:
    yield [
        *(HEADER_OF[name] for name in (*_PERSON, *_SITUATION)),
        _("Start date"),
        _("End date"),
        HEADER_OF["authority"],
        HEADER_OF["contact_email"],
        HEADER_OF["contact_phone"],
        _("Contacts verified"),
    ]
    for people in pages_of(viewer, asked, limit=_AT_ONCE, load=lambda keys: _load(keys, viewer)):
        for person in people:
            yield from _lines(person)


def _load(keys: list[int], viewer: Viewer) -> dict[int, Practitioner]:
    """People with their situations, and the contacts of those of whom the viewer reads them in full: of no other."""
    own = permissions.people_answered_for(viewer.account, viewer.now).filter(pk__in=keys)
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
    verified = _("yes") if contacts and all(contact.verified_at for contact in contacts.values()) else ""
    if contacts and not verified:
        verified = _("no")
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


portal.add_page("exports/personnes-csv/", people_csv, "export_people_csv")
portal.add_page("exports/personnes-xlsx/", people_workbook, "export_people_xlsx")
