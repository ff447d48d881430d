"""Lists of structures and of registrations, narrowed by what somebody asks: the same on the page and in its exports."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from directory.models import Account, Enrolment, Organization, Practitioner
from directory.models.organization import STRUCTURE_ORDER
from directory.queries.identifiers import is_number, people_of_number
from directory.queries.name_words import BEYOND, MOST_WORDS, name_terms, read_words
from directory.queries.places import structures_called

PERIODS: Final[Mapping[str, int]] = {"1": 1, "7": 7, "30": 30, "90": 90}  # days before now
MINE: Final = "me"
MOST_GATHERED: Final = 2_000  # structures that are sorted for a page
SHORTEST_INDEXED: Final = 3  # letters: of a trigram


def narrow_structures(rows: QuerySet[Organization], asked: Mapping[str, str]) -> QuerySet[Organization]:
    """asked: q, kind; each may be missing or empty."""
    if kind := asked.get("kind"):
        rows = rows.filter(kind=kind)
    if not asked.get("q", "").strip():
        return rows
    called = structures_called(asked["q"])
    return rows.filter(called) if called is not None else rows.none()


def gather_structures(rows: QuerySet[Organization], asked: Mapping[str, str]) -> list[int] | None:
    """Primary keys of those that `narrow_structures` finds, in no order; None when they are more than are gathered.

    Words that the index of names cannot look for, of one or two letters, would be looked for in every name.
    """
    words = read_words(asked.get("q", ""))
    if words and max(map(len, words)) < SHORTEST_INDEXED and not is_number("".join(words)):
        return None
    found = narrow_structures(rows, asked).order_by().values_list("pk", flat=True)[: MOST_GATHERED + 1]
    keys = list(found)
    return keys if len(keys) <= MOST_GATHERED else None


def structures_begun(rows: QuerySet[Organization], asked: Mapping[str, str]) -> QuerySet[Organization]:
    """Those of this kind whose names, as lists are sorted by them, begin with these words."""
    begun = " ".join(read_words(asked["q"]))
    kind = asked.get("kind")
    of_kind = rows.filter(kind=kind) if kind else rows
    return of_kind.alias(shown_key=STRUCTURE_ORDER).filter(shown_key__gte=begun, shown_key__lt=begun + BEYOND)


def narrow_enrolments(
    rows: QuerySet[Enrolment], asked: Mapping[str, str], *, account: Account, now: datetime
) -> QuerySet[Enrolment]:
    """asked: q, structure (a key), period (of PERIODS), by (MINE: of this account); each may be missing or empty."""
    if structure := asked.get("structure"):
        rows = rows.filter(role__organization=int(structure))
    if period := asked.get("period"):
        rows = rows.filter(enrolled_at__gt=now - timedelta(days=PERIODS[period]))
    if asked.get("by") == MINE:
        rows = rows.filter(enrolled_by=account)
    return rows.filter(practitioner__in=people_called(asked["q"])) if asked.get("q", "").strip() else rows


def people_called(text: str) -> QuerySet[Practitioner]:
    """Whoever has this number, has these words in their name, or whose family name begins so; nobody for no words.

    For rows that hang from people: the search of people itself also finds what sounds alike.
    """
    if is_number(text):
        return people_of_number(text)
    words = read_words(text)[:MOST_WORDS]
    if not words:
        return Practitioner.objects.none()
    begun = " ".join(words)
    family = Q(entry__family_key__gte=begun, entry__family_key__lt=begun + BEYOND)
    return Practitioner.objects.filter(family | Q(entry__terms__contains=name_terms(words)))
