"""The structures that an account sees, as lines: public facts."""

from typing import Final

from django.db.models import QuerySet

from directory import permissions, queries
from directory.models import Organization
from directory.sheets.writing import Cells
from directory.workflows.exports.pages import HEADER_OF, ExportedList, ExportPage, Reader

_COLUMNS: Final = {
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


def _head() -> Cells:
    return [HEADER_OF[column] for column in _COLUMNS.values()]


def _rows(reader: Reader) -> QuerySet[Organization]:
    rows = permissions.organizations_visible_to(reader.account, reader.now)
    return queries.narrow_structures(rows, reader.filters)


def _read(reader: Reader, after: str, limit: int) -> ExportPage:
    rows = _rows(reader)
    if after:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows.order_by("pk").values_list("pk", *_COLUMNS)[:limit])
    lines: list[Cells] = [cells for _key, *cells in found]
    return ExportPage(lines, len(found), str(found[-1][0]) if len(found) == limit else "")


def _count(reader: Reader, most: int) -> int:
    return _rows(reader).order_by().values("pk")[:most].count()


STRUCTURES: Final = ExportedList(_head, _read, _count)
