"""What was typed for a name: its words, and the words of the directory that it may have meant."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

MOST_WORDS = 6  # of a question; what comes after does not count
SHORTEST_SLIP = 3  # letters: in a shorter word a slip makes any other one
MOST_PREFIXED = 24  # words that a prefix stands for, the most frequent ones
SHORT_PREFIX = 2  # letters: shorter or as short, only frequent words are tried
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
BEYOND = "{"  # sorts after every letter: what begins with x lies between x and x{
# Small words that people write, leave out or glue to the next one
_SMALL = "al ben da das de del della den der des di do dos du d el l la le les van von y"
PARTICLES = frozenset(_SMALL.split(" "))
_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöšùúûüýÿžœæøßłđð"
_USUAL = frozenset({*map(chr, range(0x20, 0x7F)), *_ACCENTED, *_ACCENTED.replace("ß", "").upper(), *"’‐–\u00a0"})
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


@dataclass(slots=True)
class Slot:
    """One word of the question. spellings: the word, and what it is with the particle before it glued on.

    exact, prefixed, heard, slipped: words of the directory, from the surest to the least sure. people: about how many
    carry each of them.
    """

    spellings: tuple[str, ...]
    exact: set[str] = field(default_factory=set)
    prefixed: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    slipped: set[str] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)

    @property
    def is_short(self) -> bool:
        """A word of one or two letters begins more names than are tried."""
        return len(self.spellings[0]) <= SHORT_PREFIX

    @property
    def is_cut(self) -> bool:
        """Whether more words may begin so than are tried."""
        return self.is_short or len(self.prefixed) == MOST_PREFIXED

    def at_most(self, words: set[str]) -> int:
        """About how many people carry one of these words."""
        return sum(self.people[word] for word in words)


def read_words(text: str) -> list[str]:
    """Lower case, no accents, letters and digits only: as the database's `search_key` reads names.

    It is asked itself about what is unusual in names.
    """
    if _USUAL.issuperset(text):
        return split_words(text)
    readable = text.replace("\0", " ").encode(errors="ignore").decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_key(%s)", [readable])
        (key,) = cursor.fetchone()
    return str(key).split()


def split_words(text: str) -> list[str]:
    """The same without asking, for what is usual."""
    lower = text.casefold().translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    return "".join(c if c.isascii() and c.isalnum() else " " for c in plain).split()


def read_slots(words: list[str]) -> list[Slot]:
    """The words that must be found. A particle is nobody's name by itself, unless nothing else was typed."""
    if all(word in PARTICLES for word in words):
        return [Slot((word,)) for word in words[:MOST_WORDS]]
    slots, glued = [], ""
    for word in words:
        if word in PARTICLES:
            glued += word
            continue
        slots.append(Slot((word, glued + word) if glued else (word,)))
        glued = ""
    return slots[:MOST_WORDS]


def one_slip_from(word: str) -> set[str]:
    """Every word that one slip makes of this one: a letter left out, added, changed, or two neighbours swapped."""
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in halves if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    changed = {a + c + b[1:] for a, b in halves if b for c in _ALPHABET}
    added = {a + c + b for a, b in halves for c in _ALPHABET}
    return (left_out | swapped | changed | added) - {word, ""}


_KNOWN = """
SELECT 'same', word, word, person_count FROM directory_nameword WHERE word = ANY (%(near)s::text[])
UNION ALL
SELECT 'heard', typed.word, known.word, known.person_count
FROM unnest(%(typed)s::text[]) AS typed (word) JOIN directory_nameword known ON known.sound = french_sound(typed.word)
UNION ALL
(SELECT 'begun', known.word, known.word, known.person_count FROM directory_nameword known
 WHERE known.word >= %(begin)s AND known.word < %(beyond)s AND known.person_count >= %(least)s
 ORDER BY known.person_count DESC LIMIT %(most)s)
"""
_FREQUENT = 100  # people; the index `name_word_frequent` holds these words


def look_up(slots: list[Slot]) -> None:
    """Fill the slots with the words of the directory. One query."""
    near = {spelling: _near(spelling) for slot in slots for spelling in slot.spellings}
    last = slots[-1].spellings[0]
    values: dict[str, Any] = {
        "near": sorted({word for words in near.values() for word in words} | set(near)),
        "typed": sorted(near),
        "begin": last,
        "beyond": last + BEYOND,
        "least": _FREQUENT if slots[-1].is_short else 0,
        "most": MOST_PREFIXED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, values)
        rows = cursor.fetchall()
    people = {word: count for _kind, _typed, word, count in rows}
    same = {word for kind, _typed, word, _count in rows if kind == "same"}
    for slot in slots:
        slot.exact = same & set(slot.spellings)
        slot.slipped = same & set().union(*(near[spelling] for spelling in slot.spellings))
        slot.heard = {word for kind, typed, word, _count in rows if kind == "heard" and typed in slot.spellings}
    slots[-1].prefixed = {word for kind, _typed, word, _count in rows if kind == "begun"}
    for slot in slots:
        known = slot.exact | slot.prefixed | slot.heard | slot.slipped
        slot.people = {word: people[word] for word in known}


def _near(word: str) -> set[str]:
    return one_slip_from(word) if len(word) >= SHORTEST_SLIP else set()


def name_terms(words: Iterable[str]) -> list[str]:
    """The words as entries hold them."""
    return [f"n:{word}" for word in sorted(words)]
