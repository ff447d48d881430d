"""What people ask of the directory, drawn from those whom it holds: for each kind, many questions and who is meant."""

# ruff: noqa: S608 - statements are put together from constants of this file

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from directory.queries import SearchTerms
from directory.queries.name_words import PARTICLES, split_words

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

# One person, with where they practise
_PEOPLE = """
SELECT p.id, p.national_id, p.family_name, p.given_names, x.profession_code,
    coalesce(o.department_code, ''), coalesce(o.region_code, ''), coalesce(o.postal_code, ''),
    coalesce(o.commune_code, ''), o.id, coalesce(s.code, '')
FROM directory_practitioner p
JOIN directory_professionalexercise x ON x.practitioner_id = p.id
LEFT JOIN LATERAL (SELECT r.organization_id FROM directory_practitionerrole r WHERE r.exercise_id = x.id
    ORDER BY r.id LIMIT 1) r ON true
LEFT JOIN directory_organization o ON o.id = r.organization_id
LEFT JOIN LATERAL (SELECT code FROM directory_expertise s WHERE s.exercise_id = x.id LIMIT 1) s ON true
WHERE {where}
"""
_HEARD = """
SELECT p.id, other.word FROM directory_practitioner p
JOIN directory_nameword known ON known.word = search_key(p.family_name)
JOIN LATERAL (SELECT word FROM directory_nameword other WHERE other.sound = known.sound AND other.word <> known.word
    ORDER BY other.person_count DESC LIMIT 1) other ON true
WHERE p.id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the directory, as a question may name them."""

    key: int
    national_id: str
    family: str
    given: str
    profession: str
    department: str
    region: str
    postal_code: str
    commune: str
    organization_id: int | None
    expertise: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. meant: who should be found; None where nobody in particular is."""

    terms: SearchTerms
    meant: Person | None = None


Kinds = dict[str, list[Asked]]


def draw(cursor: Any, count: int, people: int) -> Kinds:
    """So many questions of every kind."""
    rng = random.Random("questions")
    keys = rng.sample(range(1, people + 1), min(people, 8 * count))
    some = _read(cursor, "p.id = ANY (%s)", keys)
    rng.shuffle(some)
    plain = [person for person in some if len(person.family) >= 5 and person.family.isalpha()]
    compound = [person for person in some if "-" in person.family or " " in person.family]
    experts = _read(
        cursor, "x.profession_code = '10' AND p.id = ANY (%s)", rng.sample(range(1, people + 1), people // 20)
    )
    former = _former(cursor)
    frequent, rare = _by_frequency(cursor, "DESC", count), _by_frequency(cursor, "ASC", count)
    named: dict[str, list[Asked]] = {
        "exact name": [_named(p, f"{p.family} {p.given}") for p in plain],
        "family name alone": [_named(p, p.family) for p in plain],
        "words in any order": [_named(p, f"{p.given.split('-')[0]} {p.family}") for p in plain],
        "prefix of the family name": [_named(None, p.family[: rng.choice((2, 3, 3, 4, 4, 5))]) for p in plain],
        "given name and prefix": [_named(None, f"{p.given} {p.family[:3]}") for p in plain],
        "particle or hyphen otherwise": [_named(p, f"{_respelled(p.family, rng)} {p.given}") for p in compound],
        "one slip": [_named(p, slip(p.family, rng)) for p in plain],
        "one slip and given name": [_named(p, f"{p.given} {slip(p.family, rng)}") for p in plain],
        "as it sounds": _heard(cursor, plain, ""),
        "as it sounds and given name": _heard(cursor, plain, " given"),
    }
    kinds: Kinds = {
        "number": [Asked(SearchTerms(text=p.national_id[1:]), p) for p in some],
        "national number": [Asked(SearchTerms(text=p.national_id), p) for p in some],
        "former number": [Asked(SearchTerms(text=number), p) for number, p in former],
        **named,
        "frequent name": [_named(None, name) for name in frequent],
        "rare name": [_named(None, name) for name in rare],
        "frequent given and family name": [
            _named(None, f"{given} {name}") for given in _given_names(cursor) for name in frequent[:12]
        ],
        "nobody’s name": [_named(None, "".join(rng.choices(_ALPHABET, k=9))) for _ in range(count)],
    }
    for name, asked in named.items():
        whose = compound if name.startswith("particle") else plain
        kinds[f"{name}, profession, department"] = [
            Asked(replace(one.terms, profession=p.profession, department=p.department), one.meant)
            for one, p in zip(asked, whose, strict=False)
            if p.department and (one.meant is None or one.meant == p)
        ]
    kinds |= _without_name(some, experts)
    return {name: asked[:count] for name, asked in kinds.items() if asked}


def slip(word: str, rng: random.Random) -> str:
    """This name with one letter left out, added, changed, or two neighbours swapped."""
    while True:
        at = rng.randrange(len(word))
        letter = rng.choice(_ALPHABET)
        changed = rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            )
        )
        if changed.casefold() != word.casefold():
            return changed


def _named(person: Person | None, text: str) -> Asked:
    return Asked(SearchTerms(text=text), person)


def _respelled(family: str, rng: random.Random) -> str:
    """Hyphens as spaces or nothing between; particles glued or left out, as people write them."""
    words = split_words(family)
    if words[0] in PARTICLES:
        loose = [word for word in words if word not in PARTICLES]
        return rng.choice(("".join(words), "-".join(words), " ".join(loose) or family))
    return rng.choice((" ".join(words), " ".join(reversed(words))))


def _read(cursor: Any, where: str, keys: list[int]) -> list[Person]:
    cursor.execute(_PEOPLE.format(where=where), [keys])
    return [Person(*row) for row in cursor.fetchall()]


def _former(cursor: Any) -> list[tuple[str, Person]]:
    cursor.execute("SELECT national_id, practitioner_id FROM directory_formeridentifier ORDER BY id LIMIT 2000")
    numbers = {key: number for number, key in cursor.fetchall()}
    return [(numbers[person.key], person) for person in _read(cursor, "p.id = ANY (%s)", list(numbers))]


def _by_frequency(cursor: Any, way: str, count: int) -> list[str]:
    cursor.execute(
        "SELECT family_name FROM directory_practitioner TABLESAMPLE SYSTEM (10) GROUP BY family_name"
        f" ORDER BY count(*) {way}, family_name LIMIT %s",
        [count],
    )
    return [name for (name,) in cursor.fetchall()]


def _given_names(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT given_names FROM directory_practitioner TABLESAMPLE SYSTEM (10)"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 20"
    )
    return [name for (name,) in cursor.fetchall()]


def _heard(cursor: Any, people: list[Person], more: str) -> list[Asked]:
    by_key = {person.key: person for person in people}
    cursor.execute(_HEARD, [list(by_key)])
    return [
        _named(by_key[key], f"{word} {by_key[key].given}" if more else word)
        for key, word in cursor.fetchall()
        if key in by_key
    ]


def _without_name(some: list[Person], experts: list[Person]) -> Kinds:
    placed = [person for person in some if person.organization_id]
    asked: dict[str, Callable[[Person], SearchTerms]] = {
        "department": lambda p: SearchTerms(department=p.department),
        "region": lambda p: SearchTerms(region=p.region),
        "postal code": lambda p: SearchTerms(postal_code=p.postal_code),
        "commune": lambda p: SearchTerms(commune=p.commune),
        "structure": lambda p: SearchTerms(organization_id=p.organization_id),
        "profession": lambda p: SearchTerms(profession=p.profession),
        "profession, region": lambda p: SearchTerms(profession=p.profession, region=p.region),
        "profession, department": lambda p: SearchTerms(profession=p.profession, department=p.department),
        "profession, commune": lambda p: SearchTerms(profession=p.profession, commune=p.commune),
    }
    kinds = {name: [Asked(make(person)) for person in placed] for name, make in asked.items()}
    doctors = [person for person in experts if person.region and person.expertise]
    kinds["expertise, region"] = [Asked(SearchTerms(expertise=p.expertise, region=p.region)) for p in doctors]
    kinds["expertise, department"] = [
        Asked(SearchTerms(expertise=p.expertise, department=p.department)) for p in doctors
    ]
    return kinds
