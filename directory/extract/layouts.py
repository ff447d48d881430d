"""The kinds of official files, told by their first line; which columns each has, may lack, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.errors import UnreadableExtract
from directory.extract.columns import (
    COLUMNS,
    DIPLOMA_COLUMNS,
    EXPERTISE_COLUMNS,
    RESTRICTED_COLUMNS,
    SEPARATOR,
    SPELLINGS,
)


class FileKind(StrEnum):
    """The official files, by the values under which loads remember them. RESTRICTED alone is no open data."""

    ACTIVITIES = "ACTIVITIES"
    EXPERTISES = "EXPERTISES"
    DIPLOMAS = "DIPLOMAS"
    RESTRICTED = "RESTRICTED"


OPEN_KINDS: Final = (FileKind.ACTIVITIES, FileKind.EXPERTISES, FileKind.DIPLOMAS)
COLUMNS_OF: Final[Mapping[FileKind, Mapping[str, str]]] = {
    FileKind.ACTIVITIES: COLUMNS,
    FileKind.EXPERTISES: EXPERTISE_COLUMNS,
    FileKind.DIPLOMAS: DIPLOMA_COLUMNS,
    FileKind.RESTRICTED: RESTRICTED_COLUMNS,
}
FIELDS_OF: Final[Mapping[FileKind, tuple[str, ...]]] = {kind: tuple(names) for kind, names in COLUMNS_OF.items()}
# What each generation of a file has at its end, newest first; whatever no later one added is required.
_NEWER: Final[Mapping[FileKind, tuple[tuple[str, ...], ...]]] = {
    FileKind.ACTIVITIES: (("role_code", "role_label", "activity_kind_code", "activity_kind_label"), ()),
    FileKind.EXPERTISES: ((),),
    FileKind.DIPLOMAS: ((),),
    FileKind.RESTRICTED: (("other_identifiers", "activity_kind_code"), ("activity_kind_code",), ()),
}
_FILE_NAMES: Final = {
    "extraction_prosanteconnect_personne_activite": FileKind.RESTRICTED,
    "ps_libreacces_personne_activite": FileKind.ACTIVITIES,
    "ps_libreacces_savoirfaire": FileKind.EXPERTISES,
    "ps_libreacces_dipl_autexerc": FileKind.DIPLOMAS,
}
_OFFICIAL_NAMES: Final = {
    FileKind.ACTIVITIES: "PS_LibreAcces_Personne_activite",
    FileKind.EXPERTISES: "PS_LibreAcces_SavoirFaire",
    FileKind.DIPLOMAS: "PS_LibreAcces_Dipl_AutExerc",
    FileKind.RESTRICTED: "Extraction_ProSanteConnect_Personne_activite",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file keeps each column: one field name for each header of the file, None where we do not know it."""

    kind: FileKind
    fields: tuple[str | None, ...]

    @property
    def unknown_count(self) -> int:
        """Columns of the file that we do not read."""
        return self.fields.count(None)


def generations_of(kind: FileKind) -> tuple[int, ...]:
    """How many columns the files of a kind have had, newest first."""
    required = len(_required(kind))
    return tuple(required + len(newer) for newer in _NEWER[kind])


def fields_of_generation(kind: FileKind, columns: int) -> tuple[str, ...]:
    """Field names in the order of the files of this kind that have so many columns. Raises KeyError."""
    newer = dict(zip(generations_of(kind), _NEWER[kind], strict=True))[columns]
    return (*_required(kind), *newer)


def header_line(kind: FileKind = FileKind.ACTIVITIES, columns: int | None = None) -> str:
    """The official first line, without its end of line. columns: of an older generation, None for the newest."""
    names = FIELDS_OF[kind] if columns is None else fields_of_generation(kind, columns)
    return SEPARATOR.join([*(COLUMNS_OF[kind][name] for name in names), ""])


def file_name(kind: FileKind, timestamp: str) -> str:
    """The official name. timestamp: digits, year first."""
    return f"{_OFFICIAL_NAMES[kind]}_{timestamp}.txt"


def kind_of_file_name(name: str) -> FileKind | None:
    """The kind that a file is named for, None for any other name; the header decides, not the name."""
    folded = name.casefold()
    return next((kind for start, kind in _FILE_NAMES.items() if folded.startswith(start)), None)


def read_header(line: str, *, named: FileKind | None = None) -> Layout:
    """Tell the kind of a file by its first line, and match its columns by name, whatever their case and order.

    Unknown columns are tolerated, those of newer generations may be missing; any other one missing, or repeated,
    raises UnreadableExtract. named: the kind to complain in the name of, where the line looks like no kind at all.
    """
    headers = [_folded(name) for name in line.rstrip("\r\n").removesuffix(SEPARATOR).split(SEPARATOR)]
    kind = max(FileKind, key=lambda candidate: _likeness(headers, candidate))
    if not any(header in _FIELD_BY_HEADER[kind] for header in headers):
        kind = named or FileKind.ACTIVITIES
    fields = tuple(_FIELD_BY_HEADER[kind].get(header) for header in headers)
    names = COLUMNS_OF[kind]
    missing = tuple(names[field] for field in _required(kind) if field not in fields)
    repeated = tuple(header for field, header in names.items() if fields.count(field) > 1)
    if missing or repeated:
        raise UnreadableExtract(missing=missing or repeated, kind=kind.value)
    return Layout(kind, fields)


def _likeness(headers: list[str], kind: FileKind) -> int:
    """Columns of the line that the kind has, less those that the kind has and the line lacks."""
    fields = {_FIELD_BY_HEADER[kind].get(header) for header in headers} - {None}
    return len(fields) - len(set(_required(kind)) - fields)


def _required(kind: FileKind) -> tuple[str, ...]:
    return tuple(name for name in FIELDS_OF[kind] if name not in _NEWER[kind][0])


def _folded(header: str) -> str:
    return " ".join(header.replace("\u2019", "'").casefold().split())


def _headers(kind: FileKind) -> dict[str, str]:
    """Every spelling of every column of a kind; its own spellings win."""
    names = COLUMNS_OF[kind]
    spellings = {header: field for header, field in SPELLINGS.items() if field in names}
    official = {COLUMNS_OF[other][field]: field for other in FileKind for field in names if field in COLUMNS_OF[other]}
    own = {header: field for field, header in names.items()}
    return {_folded(header): field for header, field in {**spellings, **official, **own}.items()}


_FIELD_BY_HEADER: Final = {kind: _headers(kind) for kind in FileKind}
