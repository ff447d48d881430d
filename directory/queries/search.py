"""One search of people for the portal, the public page and the API.

A question names a person (by a number or by words of the name), filters, or both.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from directory.models import Practitioner
from directory.queries import entries, paging
from directory.queries.entries import Condition, Question, has_any
from directory.queries.identifiers import is_number, people_of_number
from directory.queries.name_ranks import Questions, ask_for_name
from directory.queries.name_words import split_words
from directory.queries.paging import Place
from directory.vocabulary.departments import all_departments

LONGEST_TEXT = 120  # characters of a question; what comes after does not count


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What is looked for; empty means anything. text: a number or words of a name; the rest are codes.

    profession G15…, expertise R38, role R21/R85, commune INSEE, department and region as all_departments() has them.
    """

    text: str = ""
    profession: str = ""
    expertise: str = ""
    role: str = ""
    commune: str = ""
    postal_code: str = ""
    department: str = ""
    region: str = ""
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """People with their exercises, roles and structures; next: the key of the following page, or nothing.

    count_is_capped: there are more than `count`.
    """

    people: list[Practitioner]
    next: str
    count: int
    count_is_capped: bool


def search_people(
    terms: SearchTerms,
    *,
    after: str = "",
    limit: int = 20,
    listed_only: bool,
    test_people: bool | None,
    within: QuerySet[Practitioner] | None = None,
) -> SearchPage:
    """The next people who meet the terms. after: `next` of the page before; raises InvalidSearch when it is not one.

    listed_only: those whom public pages may show. test_people: of which world, None for both. within: a scope.
    """
    place = paging.read(after)
    questions = _questions(terms, _narrow(terms, listed_only=listed_only, test_people=test_people, within=within))
    found: list[Place] = []
    for rank, question in questions.in_turn:
        if len(found) > limit or (place and rank < place.rank):
            continue
        start = place.key if place and rank == place.rank else None
        rows = entries.read_page(question, after=start, limit=limit + 1 - len(found))
        found += [Place(rank, key) for key in rows]
    people = load_people([row.key[2] for row in found[:limit]])
    following = paging.write(found[limit - 1]) if len(found) > limit else ""
    if place is None and not following:
        return SearchPage(people, "", len(found), count_is_capped=False)
    count, is_capped = entries.count(questions.widest)
    return SearchPage(people, following, max(count, len(people)), is_capped or questions.is_cut)


def _narrow(
    terms: SearchTerms, *, listed_only: bool, test_people: bool | None, within: QuerySet[Practitioner] | None
) -> Question:
    """Everything but the name."""
    asked = {
        "p": terms.profession,
        "x": terms.expertise,
        "o": terms.role,
        "c": terms.commune,
        "z": "".join(terms.postal_code.split()),
        "d": terms.department,
        "s": str(terms.organization_id or ""),
    }
    held = [f"{letter}:{value}" for letter, value in asked.items() if value]
    conditions = [Condition("e.terms @> %s::text[]", (held,))] if held else []
    if terms.region:
        inside = [row.code for row in all_departments().values() if row.region_code == terms.region]
        conditions.append(has_any([f"d:{code}" for code in inside]) if inside else Condition("false"))
    if listed_only:
        conditions.append(Condition("e.is_listed"))
    if test_people is not None:
        conditions.append(Condition("e.is_test = %s", (test_people,)))
    return Question(others=tuple(conditions), within=within)


def _questions(terms: SearchTerms, base: Question) -> Questions:
    text = terms.text[:LONGEST_TEXT]
    if is_number(text):
        found = list(people_of_number(text).values_list("pk", flat=True))
        named = base.and_also(Condition("e.practitioner_id = ANY (%s)", (found,)))
        return Questions([(0, named)] if found else [], named)
    words = split_words(text)
    if not words:
        return Questions([] if text.strip() else [(0, base)], base)
    return ask_for_name(base, words)


def load_people(ids: list[int]) -> list[Practitioner]:
    """The people of these keys, in this order, with what pages show of them."""
    rows = Practitioner.objects.filter(pk__in=ids).prefetch_related("exercises__roles__organization")
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in ids if key in by_key]
