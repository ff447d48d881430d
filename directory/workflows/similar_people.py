"""A step of enrolment: people who may be the one being registered.

Accents, the order of given names, a double name cut short and a swapped day and month do not hide them.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from directory.models import CivilIdentity, Practitioner
from directory.queries import records_now
from directory.workflows.applicant import Person

LIKENESS = 0.8  # of two family names, 1 = the same; below it, people of the same birth date are strangers
MOST = 20  # candidates shown


def find_similar_to(person: Person, *, is_test: bool) -> list[int]:
    """Primary keys of the people like the one typed, in this world (test or real)."""
    return find_similar(
        family_names=[person.birth_family_name, person.practice_family_name],
        given_names=f"{person.given_names} {person.practice_given_name}",
        birth_date=person.birth_date,
        is_test=is_test,
    )


def find_similar(*, family_names: Iterable[str], given_names: str, birth_date: date, is_test: bool) -> list[int]:
    """Primary keys of the people alike, those of the same birth date first.

    family_names: birth name and practice name. A person without a civil identity is compared by name alone. A record
    that was absorbed stands for the one that absorbed it.
    """
    families = [_words(name) for name in family_names if name.strip()]
    given = _words(given_names)
    born = _same_birth(families, given, birth_date, is_test=is_test)
    found = born + [key for key in _same_name(families, given, is_test=is_test) if key not in born]
    return records_now(found[:MOST])


def is_like(person: Person, other: Person) -> bool:
    """Would one of them be found when the other is registered?"""
    families = [_words(name) for name in (person.birth_family_name, person.practice_family_name) if name.strip()]
    others = [_words(name) for name in (other.birth_family_name, other.practice_family_name) if name.strip()]
    given = set(_words(f"{person.given_names} {person.practice_given_name}"))
    return (
        other.birth_date in _readings(person.birth_date)
        and bool(given & set(_words(f"{other.given_names} {other.practice_given_name}")))
        and any(_alike(one, another) for one in families for another in others)
    )


def _same_birth(families: list[list[str]], given: list[str], birth_date: date, *, is_test: bool) -> list[int]:
    """A birth date is shared by some sixty people of a nation: they are compared here, one by one."""
    rows = CivilIdentity.objects.filter(birth_date__in=_readings(birth_date), practitioner__is_test=is_test)
    found = rows.values_list("practitioner_id", "birth_family_name", "practitioner__family_name", "given_names")
    return [
        key
        for key, birth_name, use_name, names in found.order_by("practitioner_id")
        if set(given) & set(_words(names))
        and any(_alike(typed, _words(known)) for typed in families for known in (birth_name, use_name))
    ]


def _same_name(families: list[list[str]], given: list[str], *, is_test: bool) -> list[int]:
    """People loaded from public files: no birth date is known, the whole name must be the same."""
    keys = Q(pk__in=[])
    for family in families:
        keys |= Q(entry__family_key=" ".join(family), entry__given_key__in=[*given, " ".join(given)])
    rows = Practitioner.objects.filter(keys, is_test=is_test, civil_identity__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])


def _readings(day: date) -> set[date]:
    """The date, and the one that a hand which swaps day and month would write."""
    return {day, day.replace(month=day.day, day=day.month)} if day.day <= 12 else {day}


def _alike(left: list[str], right: list[str]) -> bool:
    """The same words in any order, one name inside a double one, or nearly the same letters."""
    if not left or not right:
        return False
    if set(left) <= set(right) or set(right) <= set(left):
        return True
    return SequenceMatcher(a="".join(left), b="".join(right)).ratio() >= LIKENESS


def _words(text: str) -> list[str]:
    """Lower case, no accents, letters and digits only."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in plain.replace("œ", "oe").replace("æ", "ae").casefold()).split()
