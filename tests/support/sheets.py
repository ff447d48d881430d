"""Files of staff as employers make them."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook

from directory.sheets.columns import COLUMNS, HEADINGS
from tests.factories.staff_imports import CELLS

NAMES = (
    "ABEL",
    "BAUDIN",
    "CARLIER",
    "DELMAS",
    "ESNAULT",
    "FABRE",
    "GIRARD",
    "HUET",
    "IMBERT",
    "JACQUET",
    "KLEIN",
    "LEROUX",
)


def person(place: int, **cells: str) -> dict[str, str]:
    """The cells of somebody like nobody else of the file."""
    return {
        **CELLS,
        "birth_family_name": NAMES[place % len(NAMES)] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place // len(NAMES)] * 4,
        "given_names": "Zoé",
        "birth_date": f"{place % 28 + 1:02d}/0{place % 9 + 1}/{1960 + place % 40}",
        "email": f"personne-{place}@exemple.test",
        "mobile": f"063998{place:04d}",
        **cells,
    }


def csv_file(people: Iterable[Mapping[str, str]], *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A file of these people under the names of the template."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([one.get(column.key, "") for column in COLUMNS] for one in people)
    return out.getvalue().encode(encoding)


def workbook(rows: Iterable[Iterable[Any]]) -> bytes:
    """A workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
