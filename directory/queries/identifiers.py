"""Who an identifier names: the present one, a former one, or that of a record found to be somebody else's."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.models import FormerIdentifier, Fusion, Practitioner
from directory.queries.prepared import Prepared

_MOST_FUSIONS = 8  # one after the other; beyond, it goes round
# The record that carries one of these numbers, else the one that carried it, else nobody; then whoever absorbed it,
# as often as it was absorbed. One statement: a number that nobody has costs what a known one costs.
_HOLDER = """
WITH RECURSIVE holder (id, step) AS (
    (SELECT named.id, 0
     FROM (SELECT id, 1 AS place FROM directory_practitioner WHERE national_id = ANY (%s)
           UNION ALL
           SELECT practitioner_id, 2 FROM directory_formeridentifier
           WHERE national_id = ANY (%s) AND ended_at IS NULL) named
     ORDER BY named.place LIMIT 1)
    UNION ALL
    SELECT fusion.kept_id, holder.step + 1
    FROM holder JOIN directory_fusion fusion ON fusion.absorbed_id = holder.id AND fusion.undone_at IS NULL
    WHERE holder.step < %s)
SELECT id FROM holder ORDER BY step DESC LIMIT 1
"""
# Several numbers at once: whoever carries one of them or carried it, and whoever absorbed them since.
_HOLDERS = """
WITH RECURSIVE holder (id, step) AS (
    SELECT named.id, 0
    FROM (SELECT id FROM directory_practitioner WHERE national_id = ANY (%s)
          UNION
          SELECT practitioner_id FROM directory_formeridentifier
          WHERE national_id = ANY (%s) AND ended_at IS NULL) named
    UNION
    SELECT fusion.kept_id, holder.step + 1
    FROM holder JOIN directory_fusion fusion ON fusion.absorbed_id = holder.id AND fusion.undone_at IS NULL
    WHERE holder.step < %s)
SELECT DISTINCT id FROM holder
"""
# Of one number, which is then a value of its own, as a prepared statement needs it
_HOLDER_OF_ONE = _HOLDER.replace("= ANY (%s)", "= %s")
_RPPS_LENGTH, _ADELI_LENGTH = 11, 9
_SHORTEST = 8


def find_by_national_id(national_id: str) -> Practitioner | None:
    """The person of this national id (8 + RPPS…), present or former, or None. One query, whatever the answer."""
    return _FOUND.first(national_id=national_id)


def people_of_national_id(national_id: str) -> QuerySet[Practitioner]:
    """The person, at most one, of this national id, present or former: for who asks more of them in the same query."""
    return _of_any([national_id])


def people_of_number(number: str) -> QuerySet[Practitioner]:
    """The person, at most one, whom this number names: with its type digit or, for RPPS and ADELI, without."""
    compact = "".join(number.split()).upper()
    prefix = {_RPPS_LENGTH: "8", _ADELI_LENGTH: "0"}.get(len(compact))
    return _of_any([compact] if prefix is None else [compact, prefix + compact])


def records_of_numbers(national_ids: list[str]) -> list[int]:
    """Primary keys of every record that these numbers name: absorbed ones too, and those that absorbed them."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [national_ids, national_ids, _MOST_FUSIONS])
        return [key for (key,) in cursor.fetchall()]


def standing_records(keys: Iterable[int]) -> dict[int, int]:
    """Each of these records, and the one that stands for it now: itself, or the one that absorbed it."""
    standing = {key: key for key in keys}
    for _step in range(_MOST_FUSIONS):
        running = Fusion.objects.filter(absorbed__in=set(standing.values()), undone_at__isnull=True)
        kept = dict(running.values_list("absorbed_id", "kept_id"))
        if not kept:
            break
        standing = {key: kept.get(record, record) for key, record in standing.items()}
    return standing


def records_now(keys: Iterable[int]) -> list[int]:
    """The records that stand for these ones now, without repetition."""
    return list(dict.fromkeys(standing_records(keys).values()))


def records_behind(record: int) -> list[int]:
    """This record, and those that it stands for: the ones it absorbed, and what these had absorbed before."""
    found = latest = [record]
    for _step in range(_MOST_FUSIONS):
        absorbed = Fusion.objects.filter(kept__in=latest, undone_at__isnull=True)
        latest = list(absorbed.values_list("absorbed_id", flat=True))
        if not latest:
            break
        found = [*found, *latest]
    return found


def other_identifiers(practitioner: Practitioner) -> list[FormerIdentifier]:
    """The other numbers that name this person, oldest first: those of records that were absorbed included."""
    return list(practitioner.former_identifiers.filter(ended_at__isnull=True).order_by("created_at", "pk"))


def is_number(text: str) -> bool:
    """Whether this is an identifier and not a name."""
    compact = "".join(text.split())
    return len(compact) >= _SHORTEST and compact.isascii() and sum(c.isdigit() for c in compact) * 2 > len(compact)


def _found(national_id: str) -> QuerySet[Practitioner]:
    holder = RawSQL(_HOLDER_OF_ONE, [national_id, national_id, _MOST_FUSIONS])  # noqa: S611 - a constant
    return Practitioner.objects.filter(pk=holder).select_related("authority")


_FOUND = Prepared(_found, national_id=str)


def _of_any(national_ids: list[str]) -> QuerySet[Practitioner]:
    return Practitioner.objects.filter(pk=RawSQL(_HOLDER, [national_ids, national_ids, _MOST_FUSIONS]))  # noqa: S611 - a constant
