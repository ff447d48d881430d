"""What a staged line must satisfy before it may touch the directory, and the codes that no nomenclature knows."""

from collections import Counter

from django.db.backends.utils import CursorWrapper

from directory.extract.plan import Plan, make_table
from directory.extract.reader import LineFault
from directory.vocabulary.authorities import EXTRACT_WORDS
from directory.vocabulary.nomenclatures import Nomenclature, codes_of

_MOST_CODES = 50  # of one field, the most frequent ones


def refuse_faulty_lines(cursor: CursorWrapper, plan: Plan) -> None:
    """Take the lines that cannot be used from `staged` to `refused`."""
    too_long = " OR ".join(f"length({name}) > {limit}" for name, limit in plan.LIMITS.items())
    faults = {**plan.FAULTS, LineFault.TOO_LONG: too_long}
    cases = " ".join(f"WHEN {condition} THEN '{fault}'" for fault, condition in faults.items())
    found = make_table(
        cursor,
        "faulty",
        f"SELECT line_number, fault, national_id AS person FROM ("
        f"SELECT line_number, national_id, CASE {cases} END AS fault FROM staged) AS judged WHERE fault IS NOT NULL",
    )
    if found:
        cursor.execute("DELETE FROM loading.staged USING loading.faulty WHERE staged.line_number = faulty.line_number")
        cursor.execute("INSERT INTO loading.refused SELECT line_number, fault, person FROM loading.faulty")


def note_remarks(cursor: CursorWrapper, plan: Plan) -> None:
    """Leave `remark`: lines that are used but for one value."""
    for fault, condition in plan.REMARKS.items():
        cursor.execute(f"INSERT INTO loading.remark SELECT line_number, '{fault}' FROM staged WHERE {condition}")


def count_unknown_codes(cursor: CursorWrapper, plan: Plan) -> dict[str, dict[str, int]]:
    """Staged lines by field and code, for codes that no nomenclature of ours knows; they are kept as they are."""
    if not plan.CODED:
        return {}
    names = list(plan.CODED)
    sets = ", ".join(f"({name})" for name in names)
    cursor.execute(f"SELECT {', '.join(names)}, count(*) FROM staged GROUP BY GROUPING SETS ({sets})")
    counted = cursor.fetchall()
    known = {name: _known_codes(cursor, tables) for name, tables in plan.CODED.items()}
    unknown: dict[str, Counter[str]] = {}
    for *codes, count in counted:
        for name, code in zip(names, codes, strict=True):
            if code and code not in known[name]:
                unknown.setdefault(name, Counter())[code] += count
    return {name: dict(counter.most_common(_MOST_CODES)) for name, counter in unknown.items()}


def _known_codes(cursor: CursorWrapper, tables: tuple[Nomenclature, ...]) -> set[str]:
    """The codes of these tables: those that ship, and those that the directory was given."""
    cursor.execute(
        "SELECT code FROM directory_concept WHERE substring(\"table\" FROM '^(?:[A-Z]+_)?([A-Z][0-9]+)') = ANY(%s)",
        [[table.value for table in tables]],
    )
    known = {code for (code,) in cursor.fetchall()} | {code for table in tables for code in codes_of(table)}
    return known | set(EXTRACT_WORDS) if Nomenclature.AUTHORITY in tables else known
