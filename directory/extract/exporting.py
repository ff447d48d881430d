"""The directory as open files: one statement a file, whose rows are the lines, streamed by COPY.

Nothing here reads a birth, a contact or an address of correspondence; the restricted file has its own statement.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from directory.extract import export_parts as part
from directory.extract.export_parts import clean, label, labels
from directory.extract.layouts import FileKind, header_line

_BLOCK: Final = 1 << 20  # bytes gathered before they are written

_ACTIVITIES: Final = f"""
WITH site AS MATERIALIZED (
    SELECT o.id, o.technical_id, {part.site_fields(FileKind.ACTIVITIES)} AS fields FROM directory_organization AS o
), expertise AS MATERIALIZED ({part.MAIN_EXPERTISE})
SELECT DISTINCT ON ({part.EXERCISE_KEY}, {part.ROLE_KEY}) concat_ws('|', {part.WHO},
    x.civility_code, {label("practice_title")}, p.civility_code, {label("civility")},
    {part.FAMILY_NAME}, {part.GIVEN_NAME}, x.profession_code, {label("profession")},
    x.category_code, {label("category")}, coalesce(s.type_code, ''), {label("expertise_kind")},
    coalesce(s.code, ''), {label("expertise")}, coalesce(r.mode_code, ''), {label("mode")},
    coalesce(site.fields, {part.no_site(FileKind.ACTIVITIES)}), {part.AUTHORITY},
    coalesce(r.sector_code, ''), {label("sector")},
    coalesce(r.pharmacist_section_code, ''), {label("pharmacist_section")},
    coalesce(r.role_code, ''), {label("role")}, coalesce(r.activity_kind_code, ''), {label("activity_kind")}, '')
{part.LISTED} {part.JOIN_AUTHORITIES}
LEFT JOIN expertise AS s ON s.exercise_id = x.id
LEFT JOIN ({part.RUNNING_ROLES}) AS r ON r.exercise_id = x.id
LEFT JOIN site ON site.id = r.organization_id
{
    labels(
        practice_title="x.civility_code",
        civility="p.civility_code",
        profession="x.profession_code",
        category="x.category_code",
        expertise_kind="s.type_code",
        expertise="s.code",
        mode="r.mode_code",
        sector="r.sector_code",
        pharmacist_section="r.pharmacist_section_code",
        role="r.role_code",
        activity_kind="r.activity_kind_code",
    )
}
ORDER BY {part.EXERCISE_KEY}, {part.ROLE_KEY}, r.authority
"""
_EXPERTISES: Final = f"""
SELECT concat_ws('|', {part.WHO}, {part.FAMILY_NAME}, {part.GIVEN_NAME}, x.profession_code, {label("profession")},
    x.category_code, {label("category")}, s.type_code, {label("expertise_kind")}, s.code, {label("expertise")}, '')
{part.LISTED}
JOIN directory_expertise AS s
    ON s.exercise_id = x.id AND s.code <> '' AND {part.runs("s", "recognised_date", "given_up_date")}
{
    labels(
        profession="x.profession_code",
        category="x.category_code",
        expertise_kind="s.type_code",
        expertise="s.code",
    )
}
ORDER BY {part.EXERCISE_KEY}, s.type_code COLLATE "C", s.code COLLATE "C"
"""


def _own_or(column: str, family: str) -> str:
    """The label that came with a row, else that of the nomenclature."""
    return f"coalesce(nullif({clean(column)}, ''), {family}_label.label, '')"


# The name is that of the first line of activity, as a load reads it.
_DIPLOMAS: Final = f"""
WITH person AS MATERIALIZED (
    SELECT DISTINCT ON ({part.PERSON_KEY}) p.id, p.identifier_type COLLATE "C" AS identifier_type,
        p.identifier COLLATE "C" AS identifier,
        concat_ws('|', {part.WHO}, {part.FAMILY_NAME}, {part.GIVEN_NAME}) AS who
    {part.LISTED}
    ORDER BY {part.EXERCISE_KEY}
)
SELECT DISTINCT ON (identifier_type, identifier, place, type_code, code) concat_ws('|', who, fields, '')
FROM (
    SELECT identifier_type, identifier, who, 1 AS place, d.type_code COLLATE "C" AS type_code,
        d.code COLLATE "C" AS code, concat_ws('|', d.type_code, {_own_or("d.type_label", "diploma_type")},
            {clean("d.code")}, {_own_or("d.label", "diploma")}, '', '', '', '') AS fields
    FROM person JOIN directory_diploma AS d ON d.practitioner_id = person.id
    {labels(diploma_type="d.type_code", diploma="d.code")}
    UNION ALL
    SELECT identifier_type, identifier, who, 2, a.type_code COLLATE "C", a.discipline_code COLLATE "C",
        concat_ws('|', '', '', '', '', a.type_code, {_own_or("a.type_label", "authorization_type")},
            {clean("a.discipline_code")}, {_own_or("a.discipline_label", "discipline")})
    FROM person JOIN directory_practiceauthorization AS a ON a.practitioner_id = person.id AND {part.runs("a")}
    {labels(authorization_type="a.type_code", discipline="a.discipline_code")}
) AS told
ORDER BY identifier_type, identifier, place, type_code, code, fields COLLATE "C"
"""
STATEMENTS: Final[Mapping[FileKind, str]] = {
    FileKind.ACTIVITIES: _ACTIVITIES,
    FileKind.EXPERTISES: _EXPERTISES,
    FileKind.DIPLOMAS: _DIPLOMAS,
}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file as written. line_count: of data. sha256: in hexadecimal."""

    kind: FileKind
    path: Path
    line_count: int
    byte_count: int
    sha256: str


def export_file(
    cursor: CursorWrapper, kind: FileKind, statement: str, path: Path, *, today: date, test_people: bool
) -> ExportedFile:
    """Write one file whose lines are the rows of a statement; `export_parts.make_labels` was called before.

    test_people: people of tests are in it, beside real ones.
    """
    digest = hashlib.sha256()
    line_count = byte_count = 0
    with path.open("wb") as out:
        for block in _blocks(cursor, kind, statement, {"today": today, "test_people": test_people}):
            digest.update(block)
            line_count += block.count(b"\n")
            byte_count += len(block)
            out.write(block)
    return ExportedFile(kind, path, line_count - 1, byte_count, digest.hexdigest())


def _blocks(cursor: CursorWrapper, kind: FileKind, statement: str, values: dict[str, Any]) -> Iterator[bytes]:
    """Header and lines in blocks. COPY doubles backslashes; it escapes nothing else, for fields hold no control."""
    pending: list[bytes] = [f"{header_line(kind)}\n".encode()]
    size = 0
    with cursor.copy(f"COPY ({statement}) TO STDOUT", values) as copy:
        for row in copy:
            pending.append(bytes(row))
            size += len(row)
            if size >= _BLOCK:
                yield b"".join(pending).replace(b"\\\\", b"\\")
                pending, size = [], 0
    yield b"".join(pending).replace(b"\\\\", b"\\")
