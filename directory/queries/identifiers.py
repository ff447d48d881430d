"""Who an identifier names: the present one, a former one, or that of a record found to be somebody else's."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.models import Practitioner

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
    WHERE holder.step < 8)
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
    WHERE holder.step < 8)
SELECT DISTINCT id FROM holder
"""
_RPPS_LENGTH, _ADELI_LENGTH = 11, 9
_SHORTEST = 8


def find_by_national_id(national_id: str) -> Practitioner | None:
    """The person of this national id (8 + RPPS…), present or former, or None. One query, whatever the answer."""
    return _of_any([national_id]).select_related("authority").first()


def people_of_number(number: str) -> QuerySet[Practitioner]:
    """The person, at most one, whom this number names: with its type digit or, for RPPS and ADELI, without."""
    compact = "".join(number.split()).upper()
    prefix = {_RPPS_LENGTH: "8", _ADELI_LENGTH: "0"}.get(len(compact))
    return _of_any([compact] if prefix is None else [compact, prefix + compact])


def records_of_numbers(national_ids: list[str]) -> list[int]:
    """Primary keys of every record that these numbers name: absorbed ones too, and those that absorbed them."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [national_ids, national_ids])
        return [key for (key,) in cursor.fetchall()]


def is_number(text: str) -> bool:
    """Whether this is an identifier and not a name."""
    compact = "".join(text.split())
    return len(compact) >= _SHORTEST and sum(c.isdigit() for c in compact) * 2 > len(compact)


def _of_any(national_ids: list[str]) -> QuerySet[Practitioner]:
    return Practitioner.objects.filter(pk=RawSQL(_HOLDER, [national_ids, national_ids]))  # noqa: S611 - a constant
