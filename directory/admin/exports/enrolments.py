"""The registrations that an account sees, as a file: personal data, behind a strong means."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import queries
from directory.admin.exports.sending import CSV, HEADER_OF, MOST, XLSX, listed, send, too_many
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.models import Enrolment
from directory.sheets.staff import ROLES
from directory.sheets.writing import Cells


@require_safe
@strong_means_required
def enrolments_csv(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as CSV."""
    return _export(request, CSV)


@require_safe
@strong_means_required
def enrolments_workbook(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as a workbook."""
    return _export(request, XLSX)


def _export(request: HttpRequest, form: str) -> HttpResponseBase:
    rows = listed(request, Enrolment).select_related("practitioner", "role__organization", "authority", "enrolled_by")
    count = rows.order_by().values("pk")[: MOST[form] + 1].count()
    if count > MOST[form]:
        return too_many(request, Enrolment, form)

    def table() -> Iterator[Cells]:
        yield [
            *(HEADER_OF[name] for name in ("national_id", "family_name", "given_name", "role_code", "role_label")),
            *(HEADER_OF[name] for name in ("structure_id", "site_finess", "trade_name", "authority")),
            _("Registered on"),
            _("Registered by"),
        ]
        for one in rows.iterator(chunk_size=1000):
            yield _cells(one)

    return send(
        request, action="directory.enrolments_exported", name=_("registrations"), rows=table(), count=count, form=form
    )


def _cells(one: Enrolment) -> list[object]:
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


portal.add_page("exports/inscriptions-csv/", enrolments_csv, "export_enrolments_csv")
portal.add_page("exports/inscriptions-xlsx/", enrolments_workbook, "export_enrolments_xlsx")
