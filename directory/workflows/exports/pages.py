"""A step: a page of an exported list, and what names its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from directory.extract.columns import COLUMNS, RESTRICTED_COLUMNS
from directory.models import Account
from directory.sheets.writing import Cells

HEADER_OF: Final = {**RESTRICTED_COLUMNS, **COLUMNS}  # columns are called as the official files call them
Filters = Mapping[str, str]


@dataclass(frozen=True)
class Reader:
    """Whose list it is: one account's at one instant, narrowed by its filters."""

    account: Account
    filters: Filters
    now: datetime


@dataclass(frozen=True)
class ExportPage:
    """Some rows of a list: their lines (a person has one a situation), how many rows, the place of the next page.

    next: empty at the end of the list.
    """

    lines: list[Cells]
    row_count: int
    next: str


@dataclass(frozen=True)
class ExportedList:
    """How one list is exported. count: rows, at most that many; about, where they are many."""

    head: Callable[[], Cells]
    read: Callable[[Reader, str, int], ExportPage]
    count: Callable[[Reader, int], int]
