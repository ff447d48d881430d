"""Where people mean, and which structures: a postal code, a department, a region or a commune, as they type it."""

# ruff: noqa: S608 - the statement is put together from constants of this file; values are parameters

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.db.models.lookups import Contains

from directory.models import Organization
from directory.models.organization import STRUCTURE_KEY
from directory.queries.name_words import BEYOND, MOST_WORDS, read_words
from directory.vocabulary.departments import all_departments

MOST_COMMUNES = 60  # of one name: Paris has twenty districts, and its mail comes under more codes
MOST_STRUCTURES = 200  # of one name
_POSTAL_LENGTH = 5
_SHORTEST_NUMBER = 8
_SMALL_WORDS = {"le", "la", "les", "de", "du", "des", "d", "l", "et", "en"}

# The codes of the communes of a name, and of its numbered districts ("paris 13"): each step jumps to the next code, so
# that a town of forty thousand structures costs what it has codes.
_KEY = '(search_key(commune_label) COLLATE "C")'
_COMMUNES = f"""
WITH RECURSIVE found AS (
    (SELECT {_KEY} AS name, commune_code AS code FROM directory_organization
     WHERE {_KEY} >= %(name)s AND {_KEY} < %(beyond)s ORDER BY 1, 2 LIMIT 1)
    UNION ALL
    SELECT next.name, next.code FROM found, LATERAL (
        SELECT {_KEY} AS name, commune_code AS code FROM directory_organization
        WHERE ({_KEY}, commune_code) > (found.name, found.code) AND {_KEY} < %(beyond)s ORDER BY 1, 2 LIMIT 1) next)
SELECT DISTINCT code FROM (SELECT * FROM found LIMIT %(most)s) few
WHERE code <> '' AND (name = %(name)s OR name ~ %(district)s)
"""


@dataclass(frozen=True, slots=True)
class WhereAbout:
    """A place that was understood: one of these is set."""

    postal_code: str = ""
    department: str = ""
    region: str = ""
    communes: tuple[str, ...] = ()


def read_place(text: str) -> WhereAbout | None:
    """The place that this names; None when nothing of the directory is called so."""
    words = read_words(text)
    name = " ".join(words)
    if not name:
        return None
    if len("".join(words)) == _POSTAL_LENGTH and "".join(words).isdigit():
        return WhereAbout(postal_code="".join(words))
    departments = all_departments()
    if name.upper() in departments:
        return WhereAbout(department=name.upper())
    communes = _communes(name)
    if communes:
        return WhereAbout(communes=communes)
    for department in departments.values():
        if _is_called(words, department.name):
            return WhereAbout(department=department.code)
    for department in departments.values():
        if department.region_code and _is_called(words, department.region_name):
            return WhereAbout(region=department.region_code)
    return None


def find_structures(text: str) -> list[int]:
    """Primary keys of the structures of this number, or with these words in their names; MOST_STRUCTURES at most."""
    called = structures_called(text)
    if called is None:
        return []
    return list(Organization.objects.filter(called).values_list("pk", flat=True)[:MOST_STRUCTURES])


def structures_called(text: str) -> Q | None:
    """Those of this number, or with these words in their names; None when nothing readable was typed.

    Every part is answered by an index, small words by none: they only narrow what others found.
    """
    words = read_words(text)
    number = "".join(words).upper()
    if not words:
        return None
    if len(number) >= _SHORTEST_NUMBER and sum(character.isdigit() for character in number) * 2 > len(number):
        return Q(finess=number) | Q(siret=number) | Q(technical_id=number)
    named = Q()
    for word in words[:MOST_WORDS]:
        named &= Q(Contains(STRUCTURE_KEY, word))
    return named


def _communes(name: str) -> tuple[str, ...]:
    variants = [name, f"saint{name[2:]}" if name.startswith("st ") else ""]
    for variant in filter(None, variants):
        values: dict[str, str | int] = {
            "name": variant,
            "beyond": f"{variant} {BEYOND}",
            "district": rf"^{variant} (\d+( ?(e|er|eme))?|cedex.*)( arrondissement)?( cedex.*)?$",
            "most": MOST_COMMUNES,
        }
        with connection.cursor() as cursor:
            cursor.execute(_COMMUNES, values)
            found = tuple(sorted(code for (code,) in cursor.fetchall()))
        if found:
            return found
    return ()


def _is_called(words: list[str], name: str) -> bool:
    """Small words of names of regions are often left out: `pays loire`."""
    return [word for word in words if word not in _SMALL_WORDS] == [
        word for word in read_words(name) if word not in _SMALL_WORDS
    ]
