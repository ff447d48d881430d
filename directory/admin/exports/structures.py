"""The structures that an account sees, as a file: public facts."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.admin.exports.sending import CSV, HEADER_OF, MOST, XLSX, listed, send, too_many
from directory.admin.site import portal
from directory.models import Organization
from directory.sheets.writing import Cells

_COLUMNS = {
    "technical_id": "structure_id",
    "finess": "site_finess",
    "legal_entity_finess": "legal_finess",
    "siret": "site_siret",
    "siren": "site_siren",
    "legal_name": "legal_name",
    "trade_name": "trade_name",
    "street_number": "street_number",
    "street_type_label": "street_type_label",
    "street_name": "street_name",
    "postal_code": "postal_code",
    "commune_code": "commune_code",
    "commune_label": "commune_name",
    "department_code": "department_code",
    "telephone": "phone",
    "email": "email",
    "sector_code": "sector_code",
}


@require_safe
def structures_csv(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as CSV."""
    return _export(request, CSV)


@require_safe
def structures_workbook(request: HttpRequest) -> HttpResponseBase:
    """GET, with the filters of the list: as a workbook."""
    return _export(request, XLSX)


def _export(request: HttpRequest, form: str) -> HttpResponseBase:
    rows = listed(request, Organization)
    count = rows.order_by().values("pk")[: MOST[form] + 1].count()
    if count > MOST[form]:
        return too_many(request, Organization, form)

    def table() -> Iterator[Cells]:
        yield [HEADER_OF[column] for column in _COLUMNS.values()]
        yield from rows.values_list(*_COLUMNS).iterator(chunk_size=2000)

    return send(
        request, action="directory.structures_exported", name=_("structures"), rows=table(), count=count, form=form
    )


portal.add_page("exports/structures-csv/", structures_csv, "export_structures_csv")
portal.add_page("exports/structures-xlsx/", structures_workbook, "export_structures_xlsx")
