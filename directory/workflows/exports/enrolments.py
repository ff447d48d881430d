"""The registrations that an account sees, as lines, latest first."""

from typing import Final

from django.db.models import QuerySet
from django.utils.timezone import localtime

from directory import permissions, queries
from directory.models import Enrolment
from directory.sheets import exported
from directory.sheets.staff import ROLES
from directory.sheets.writing import Cells
from directory.workflows.exports.pages import HEADER_OF, ExportedList, ExportPage, Reader


def _head() -> Cells:
    return [
        *(HEADER_OF[name] for name in ("national_id", "family_name", "given_name", "role_code", "role_label")),
        *(HEADER_OF[name] for name in ("structure_id", "site_finess", "trade_name", "authority")),
        exported.REGISTERED_ON,
        exported.REGISTERED_BY,
    ]


def _rows(reader: Reader) -> QuerySet[Enrolment]:
    rows = permissions.enrolments_visible_to(reader.account, reader.now)
    return queries.narrow_enrolments(rows, reader.filters, account=reader.account, now=reader.now)


def _read(reader: Reader, after: str, limit: int) -> ExportPage:
    rows = _rows(reader).select_related("practitioner", "role__organization", "authority", "enrolled_by")
    if after:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[:limit])
    return ExportPage([_cells(one) for one in found], len(found), str(found[-1].pk) if len(found) == limit else "")


def _count(reader: Reader, most: int) -> int:
    return _rows(reader).order_by().values("pk")[:most].count()


def _cells(one: Enrolment) -> Cells:
    person, role, place = one.practitioner, one.role, one.role.organization
    return [
        person.national_id,
        person.family_name,
        person.given_names,
        role.role_code,
        queries.label(ROLES, role.role_code),
        place.technical_id if place else "",
        place.finess if place else "",
        place.display_name if place else "",
        one.authority.name,
        f"{localtime(one.enrolled_at):%d/%m/%Y}",
        str(one.enrolled_by),
    ]


ENROLMENTS: Final = ExportedList(_head, _read, _count)
