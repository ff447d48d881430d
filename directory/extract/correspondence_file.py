"""The official correspondence of old and new numbers: `N° ADELI;N° RPPS`, one pair a line."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.errors import MalformedIdentifier, UnreadableCorrespondence
from directory.identifiers import Adeli, Rpps, has_right_adeli_key, parse_adeli, parse_rpps
from directory.vocabulary.codes import IdentifierType

SEPARATOR: Final = ";"
_AROUND: Final = '" \t\u00a0'  # spreadsheets put quotes and spaces around values
MOST_BYTES: Final = 64 * 1024 * 1024  # two million pairs
_MOST_CHARACTERS: Final = 40  # of a number as it is told in reports
_WHOLE: Final = {IdentifierType.ADELI: 10, IdentifierType.RPPS: 12}


class PairFault(StrEnum):
    """Why a line cannot be used, whatever the directory holds. contradiction: the file gives one ADELI to several."""

    COLUMNS = "columns"
    ADELI = "adeli"
    RPPS = "rpps"
    TWICE = "twice"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Pair:
    """One line. adeli, rpps: checked where fault is None, else as written. has_right_key: of the ADELI, a warning."""

    line_number: int
    adeli: str
    rpps: str
    fault: PairFault | None = None
    has_right_key: bool = True

    @property
    def adeli_id(self) -> str:
        """The old national identifier."""
        return IdentifierType.ADELI.value + self.adeli

    @property
    def rpps_id(self) -> str:
        """The present one."""
        return IdentifierType.RPPS.value + self.rpps


def read_pairs(content: bytes) -> list[Pair]:
    """Every line that is not empty, in order; a header is optional, further columns are passed over.

    UTF-8, with or without its mark, else Latin-1. Raises UnreadableCorrespondence (size, separator, empty).
    """
    if len(content) > MOST_BYTES:
        raise UnreadableCorrespondence(reason="size")
    pairs = list(_pairs(_decoded(content)))
    if not pairs:
        raise UnreadableCorrespondence(reason="empty")
    if all(pair.fault is PairFault.COLUMNS for pair in pairs):
        raise UnreadableCorrespondence(reason="separator")
    return _without_repetition(pairs)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _pairs(text: str) -> Iterator[Pair]:
    places = (0, 1)
    for index, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        cells = [cell.strip(_AROUND) for cell in line.split(SEPARATOR)]
        if not any(cells):
            continue
        header = _header(cells) if index == 0 else None
        if header is None:
            yield _pair(index + 1, cells, places)
        else:
            places = header


def _header(cells: list[str]) -> tuple[int, int] | None:
    """Where both numbers stand, when this line names them."""
    names = ["".join(c for c in unicodedata.normalize("NFKD", cell).upper() if c.isalpha()) for cell in cells]
    adeli = next((place for place, name in enumerate(names) if "ADELI" in name), None)
    rpps = next((place for place, name in enumerate(names) if "RPPS" in name), None)
    return None if adeli is None or rpps is None else (adeli, rpps)


def _pair(line_number: int, cells: list[str], places: tuple[int, int]) -> Pair:
    if max(places) >= len(cells):
        return Pair(line_number, SEPARATOR.join(cells)[:_MOST_CHARACTERS], "", PairFault.COLUMNS)
    adeli_text, rpps_text = cells[places[0]], cells[places[1]]
    told = (line_number, adeli_text[:_MOST_CHARACTERS], rpps_text[:_MOST_CHARACTERS])
    try:
        adeli: Adeli = parse_adeli(_without_kind(adeli_text, IdentifierType.ADELI))
    except MalformedIdentifier:
        return Pair(*told, PairFault.ADELI)
    try:
        rpps: Rpps = parse_rpps(_without_kind(rpps_text, IdentifierType.RPPS))
    except MalformedIdentifier:
        return Pair(*told, PairFault.RPPS)
    return Pair(line_number, adeli, rpps, has_right_key=has_right_adeli_key(adeli) is not False)


def _without_kind(text: str, kind: IdentifierType) -> str:
    """A number may come with the digit of its kind before it."""
    compact = "".join(text.split())
    return compact[1:] if len(compact) == _WHOLE[kind] and compact[0] == kind.value else compact


def _without_repetition(pairs: list[Pair]) -> list[Pair]:
    """The first of two same lines counts; of an ADELI that is given to several, none does."""
    usable = {(pair.adeli, pair.rpps) for pair in pairs if pair.fault is None}
    holders = Counter(adeli for adeli, _rpps in usable)
    seen: set[tuple[str, str]] = set()
    judged = []
    for pair in pairs:
        fault = pair.fault
        if fault is None and holders[pair.adeli] > 1:
            fault = PairFault.CONTRADICTION
        elif fault is None and (pair.adeli, pair.rpps) in seen:
            fault = PairFault.TWICE
        seen.add((pair.adeli, pair.rpps))
        judged.append(Pair(pair.line_number, pair.adeli, pair.rpps, fault, pair.has_right_key))
    return judged
