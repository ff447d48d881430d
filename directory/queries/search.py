"""One search of people for the portal, the public page and the API.

A question names a person (by a number or by words of the name), filters, or both.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from directory.models import Practitioner, PractitionerRole
from directory.queries import entries, paging
from directory.queries.entries import Place
from directory.queries.identifiers import is_number, people_of_number
from directory.queries.name_ranks import Level, MatchRank, Questions, ask_for_name
from directory.queries.name_words import read_words
from directory.queries.questions import Condition, Question, SearchScope, has_any
from directory.vocabulary.departments import all_departments

Load = Callable[[list[int]], dict[int, Practitioner]]

LONGEST_TEXT = 120  # characters of a question; what comes after does not count


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What is looked for; empty means anything. text: a number or words of a name; the rest are codes.

    profession G15…, expertise R38, role R21/R85, commune INSEE, department and region as all_departments() has them.
    communes, organizations: any of these. contacts: `w` for those with a contact that waits, `p` with both proven,
    `n` for those of whom one is missing.
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
    communes: tuple[str, ...] = ()
    organizations: tuple[int, ...] = ()
    contacts: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One person, and how they meet the text of the question."""

    person: Practitioner
    rank: MatchRank


@dataclass(frozen=True, slots=True)
class SearchPage:
    """People with their exercises, roles and structures. previous, next: the neighbouring pages' keys, or nothing.

    count_is_capped: there are more than `count`.
    """

    found: list[Found]
    previous: str
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
    within: SearchScope | None = None,
    load: Load | None = None,
) -> SearchPage:
    """A page of people who meet the terms. after: `next` or `previous` of another page; else raises InvalidSearch.

    listed_only: those whom public pages may show. test_people: of which world, None for both. within: a scope.
    load: how the page's people are read, with what a door shows of them.
    """
    place = paging.read(after)
    questions = _questions(terms, _narrow(terms, listed_only=listed_only, test_people=test_people, within=within))
    if questions is None:
        return SearchPage([], "", "", 0, count_is_capped=False)
    if _are_few(questions):
        found, count = entries.read_few(questions.widest, questions.ranks, place=place, limit=limit + 1)
        is_capped = count > entries.COUNTED
    else:
        found, is_capped = _read_in_turn(questions.in_turn, place, limit + 1), True
        count = entries.COUNTED if len(questions.widest) == 1 else min(limit, len(found))
    if place.key is None and len(found) <= limit:
        count, is_capped = len(found), False
    shown, previous, following = _cut(found, place, limit)
    people = (load or load_people)([key for _rank, key in shown])
    return SearchPage(
        [Found(people[key], MatchRank(rank)) for rank, key in shown if key in people],
        previous,
        following,
        min(count, entries.COUNTED),
        is_capped,
    )


@dataclass(frozen=True, slots=True)
class Count:
    """How many people; is_about: nobody counted them, the database expects so many."""

    people: int
    is_about: bool = False


def count_people(
    terms: SearchTerms, *, listed_only: bool, test_people: bool | None, within: SearchScope | None = None
) -> Count:
    """How many meet the terms: counted where they are few, expected where they are many."""
    questions = _questions(terms, _narrow(terms, listed_only=listed_only, test_people=test_people, within=within))
    if questions is None:
        return Count(0)
    expected = sum(entries.expect(question) for question in questions.widest)
    if expected >= entries.MANY:
        return Count(expected, is_about=True)
    return Count(entries.read_few(questions.widest, questions.ranks, place=Place(), limit=1)[1])


def _cut(found: list[Place], place: Place, limit: int) -> tuple[list[tuple[int, int]], str, str]:
    """Rank and key of those on the page, and its neighbours: one more than the limit says that the list goes on."""
    shown, goes_on = found[:limit], len(found) > limit
    if place.is_backwards:
        shown.reverse()
    has_before, has_after = (goes_on, True) if place.is_backwards else (place.key is not None, goes_on)
    return (
        [(one.rank, one.key[2]) for one in shown if one.key],
        paging.write(replace(shown[0], is_backwards=True)) if shown and has_before else "",
        paging.write(shown[-1]) if shown and has_after else "",
    )


def _are_few(questions: Questions) -> bool:
    """Whether one statement may read, rank and count them all.

    Not where one word is the beginning of more names than are tried: such names fill pages, and what is less sure would
    be looked for in vain.
    """
    if questions.is_rare:
        return True
    if len(questions.widest) > 1 and questions.widest[-1].at_most is None:
        return False
    most = entries.FEW if questions.ranks else entries.MANY
    return all(entries.is_few(question, most) for question in questions.widest)


def _read_in_turn(levels: list[Level], place: Place, limit: int) -> list[Place]:
    """Level by level, until the page is full."""
    found: list[Place] = []
    for level in reversed(levels) if place.is_backwards else levels:
        first, last = level.ranks[0][0], level.ranks[-1][0]
        if len(found) == limit or (place.key and (first > place.rank if place.is_backwards else last < place.rank)):
            continue
        is_here = place.key is not None and first <= place.rank <= last
        start = place if is_here else Place(last if place.is_backwards else first, is_backwards=place.is_backwards)
        found += _read_level(level, start, limit - len(found))
    return found


def _read_level(level: Level, place: Place, limit: int) -> list[Place]:
    if len(level.ranks) == 1:
        return entries.read_page(level.question, place=place, limit=limit)
    if entries.is_few(level.question, entries.FEW):
        return entries.read_few([level.question], level.ranks, place=place, limit=limit)[0]
    return _read_in_turn(level.apart, place, limit)


def _narrow(terms: SearchTerms, *, listed_only: bool, test_people: bool | None, within: SearchScope | None) -> Question:
    """Everything but the name."""
    is_placed = bool(terms.profession and terms.department)  # a profession is then practised there
    asked = {
        "q": f"{terms.profession}:{terms.department}" if is_placed else "",
        "p": "" if is_placed else terms.profession,
        "d": "" if is_placed else terms.department,
        "x": terms.expertise,
        "o": terms.role,
        "c": terms.commune,
        "z": "".join(terms.postal_code.split()),
        "s": str(terms.organization_id or ""),
        "v": terms.contacts,
    }
    held = [f"{letter}:{value}" for letter, value in asked.items() if value]
    conditions = [Condition("e.terms @> %s::text[]", (held,))] if held else []
    if not all(term.isascii() and term.isprintable() for term in held):  # no code is written so
        conditions = [Condition("false")]
    if terms.region:
        inside = [row.code for row in all_departments().values() if row.region_code == terms.region]
        conditions.append(has_any([f"d:{code}" for code in inside]) if inside else Condition("false"))
    if terms.communes:
        conditions.append(has_any([f"c:{code}" for code in terms.communes]))
    if terms.organizations:
        conditions.append(has_any([f"s:{key}" for key in terms.organizations]))
    if listed_only:
        conditions.append(Condition("e.is_listed"))
    if test_people is not None:
        conditions.append(Condition("e.is_test = %s", (test_people,)))
    return Question(others=tuple(conditions), scope=within)


def _questions(terms: SearchTerms, base: Question) -> Questions | None:
    """What is asked of entries; None when nobody can be meant."""
    text = terms.text.replace("\0", " ").strip()[:LONGEST_TEXT]
    if is_number(text):
        # Asked of nobody too: the time of the answer does not tell who exists and is not listed
        keys = list(people_of_number(text).values_list("pk", flat=True)) or [0]
        return Questions([base.and_also(Condition("e.practitioner_id = ANY (%s)", (keys,)), at_most=len(keys))])
    words = read_words(text)
    if words:
        return ask_for_name(base, words)
    return None if text else Questions([base], in_turn=[Level(base, [(0, Condition("true"))])])


def load_people(keys: list[int]) -> dict[int, Practitioner]:
    """The people of these keys, with what pages show of them."""
    roles = PractitionerRole.objects.select_related("organization")
    rows = Practitioner.objects.filter(pk__in=keys).prefetch_related("exercises", Prefetch("exercises__roles", roles))
    return {row.pk: row for row in rows}
