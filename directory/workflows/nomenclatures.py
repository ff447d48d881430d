"""Official nomenclatures are completed and renewed from the files that the national agency publishes.

A code that a newer edition lacks is closed, never removed: history has it. Files that are wrong in any way change
nothing at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import connection, transaction

from directory import journal, permissions, queries
from directory.errors import NotAllowed, UnreadableNomenclature
from directory.extract.code_systems import PublishedCode, PublishedTable, is_value_set, read_code_systems, short_name
from directory.extract.merge_codes import merge_codes
from directory.models import Account, CodeTable, Concept

ONE_AT_A_TIME = 0x4E4F53  # key of the advisory lock, arbitrary
PATTERN = "*.json"


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """What a file does to one nomenclature; codes in the order of the file. is_new: the directory did not hold it.

    redated: open codes whose dates changed, and closed ones that ended on another day. missing: of the closed ones,
    those that the file does not have.
    """

    name: str
    edition_date: date
    code_count: int
    is_new: bool = False
    created: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    redated: tuple[str, ...] = ()

    @property
    def changes_codes(self) -> bool:
        """False: the directory holds these codes already."""
        return any((self.created, self.renamed, self.closed, self.reopened, self.redated))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """One table of a file beside the one that is held: the rows to write, and how they are told."""

    published: PublishedTable
    held: CodeTable
    rows: list[Concept]
    outcome: TableOutcome


def files_of(path: Path) -> list[Path]:
    """The file; or those of a folder, without the selections of codes (JDV) that stand beside nomenclatures there.

    Raises OSError.
    """
    if not path.is_dir():
        return [path]
    found = []
    for file in sorted(path.glob(PATTERN)):
        with file.open("rb") as content:
            if not is_value_set(content.read(4096)):
                found.append(file)
    return found


def load(*, files: Iterable[tuple[str, bytes]], account: Account | None, now: datetime) -> list[TableOutcome]:
    """Bring files into the directory, all or none. account None: the command line. files: names and contents.

    Raises NotAllowed, UnreadableNomenclature.
    """
    published = _read(files, account, now)
    with transaction.atomic():
        _take_turn()
        comparisons = [_compare(table) for table in published]
        for comparison in comparisons:
            _write(comparison, account, now)
        transaction.on_commit(queries.forget_labels)
    return [comparison.outcome for comparison in comparisons]


def rehearse(*, files: Iterable[tuple[str, bytes]], account: Account | None, now: datetime) -> list[TableOutcome]:
    """What `load` would do, without doing it. Raises NotAllowed, UnreadableNomenclature."""
    published = _read(files, account, now)
    with transaction.atomic():
        _take_turn()
        outcomes = [_compare(table).outcome for table in published]
        transaction.set_rollback(True)
    return outcomes


def _read(files: Iterable[tuple[str, bytes]], account: Account | None, now: datetime) -> list[PublishedTable]:
    if account is not None and not permissions.can_load_nomenclatures(account, now):
        raise NotAllowed()
    published = [table for name, content in files for table in read_code_systems(content, file_name=name)]
    seen: dict[str, str] = {}
    for table in published:
        key = short_name(table.name)
        if key in seen:
            raise UnreadableNomenclature(file=table.file_name, reason="table_twice", detail=table.name)
        seen[key] = table.file_name
    return published


def _take_turn() -> None:
    """One load at a time; codes that ship come first, so that an edition which lacks one closes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        merge_codes(cursor)


def _compare(published: PublishedTable) -> _Comparison:
    held = _held_table(published)
    codes = {concept.code: concept for concept in Concept.objects.filter(table=held.name)}
    _refuse_older(published, held, codes.values())
    oid = published.oid or held.oid
    changes: dict[str, list[str]] = {name: [] for name in ("created", "renamed", "closed", "reopened", "redated")}
    rows = []
    for code in published.codes.values():
        concept = codes.get(code.code)
        verbs = _verbs(concept, code)
        for verb in verbs:
            changes[verb].append(code.code)
        if verbs or (concept and concept.oid != oid):
            rows.append(_row(held.name, oid, code, concept))
    missing = [c for c in codes.values() if c.code not in published.codes and c.valid_until is None]
    for concept in missing:
        changes["closed"].append(concept.code)
        ended = PublishedCode(concept.code, concept.label, concept.valid_from, published.edition_date)
        rows.append(_row(held.name, oid, ended, concept))
    outcome = TableOutcome(
        name=held.name,
        edition_date=published.edition_date,
        code_count=len(published.codes),
        is_new=not codes,
        missing=tuple(concept.code for concept in missing),
        **{verb: tuple(found) for verb, found in changes.items()},
    )
    return _Comparison(published=published, held=held, rows=rows, outcome=outcome)


def _held_table(published: PublishedTable) -> CodeTable:
    """The row of the same nomenclature, whatever its long name was; an unsaved one where the directory has none."""
    opening = f"TRE_{short_name(published.name)}-"
    known = CodeTable.objects.filter(name__startswith=opening).order_by("pk").first()
    return known or CodeTable(name=published.name, oid=published.oid)


def _refuse_older(published: PublishedTable, held: CodeTable, codes: Iterable[Concept]) -> None:
    """An edition older than the one held would close codes that are younger than it."""
    days = [day for concept in codes for day in (concept.valid_from, concept.valid_until) if day is not None]
    latest = held.edition_date or max(days, default=None)
    if latest is not None and published.edition_date < latest:
        raise UnreadableNomenclature(file=published.file_name, reason="older", detail=latest.isoformat())


def _verbs(concept: Concept | None, code: PublishedCode) -> list[str]:
    if concept is None:
        return ["created"]
    verbs = ["renamed"] if concept.label != code.label else []
    if (concept.valid_until is None) is not (code.valid_until is None):
        return [*verbs, "reopened" if code.valid_until is None else "closed"]
    is_same = concept.valid_until == code.valid_until and concept.valid_from == (code.valid_from or concept.valid_from)
    return verbs if is_same else [*verbs, "redated"]


def _row(table: str, oid: str, code: PublishedCode, concept: Concept | None) -> Concept:
    start = code.valid_from or (concept.valid_from if concept else None)
    return Concept(
        table=table, oid=oid, code=code.code, label=code.label, valid_from=start, valid_until=code.valid_until
    )


def _write(comparison: _Comparison, account: Account | None, now: datetime) -> None:
    published, held, outcome = comparison.published, comparison.held, comparison.outcome
    is_same_edition = (held.version, held.edition_date) == (published.version, published.edition_date)
    if not comparison.rows and is_same_edition:
        return
    Concept.objects.bulk_create(
        comparison.rows,
        update_conflicts=True,
        unique_fields=["table", "code"],
        update_fields=["oid", "label", "valid_from", "valid_until"],
        batch_size=2000,
    )
    row, _is_new = CodeTable.objects.update_or_create(
        name=held.name,
        defaults={
            "oid": published.oid or held.oid,
            "canonical": published.canonical or held.canonical,
            "version": published.version,
            "edition_date": published.edition_date,
            "file_name": published.file_name,
            "loaded_at": now,
            "loaded_by": account,
        },
    )
    journal.record(
        action="directory.nomenclature_loaded",
        actor=account,
        subject=row,
        now=now,
        mandate=permissions.acting_mandate(account, None, now),
        table=held.name,
        edition=published.edition_date.isoformat(),
        created=len(outcome.created),
        renamed=len(outcome.renamed),
        closed=len(outcome.closed),
        reopened=len(outcome.reopened),
        redated=len(outcome.redated),
    )
