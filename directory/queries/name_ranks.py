"""What a typed name asks of the directory, from the surest answer to the least sure.

Ranks: the exact family name; the exact words in any order; a family name that begins with the last word; any word
that begins with it; words that sound so; words one slip away. An answer of one rank is not one of the next.
"""

import math
from dataclasses import dataclass, field
from enum import IntEnum

from directory.queries import name_words
from directory.queries.name_words import Slot, name_terms
from directory.queries.questions import Condition, Question, has_all, has_any


class MatchRank(IntEnum):
    """How a person meets what was typed, from the surest to the least sure."""

    NAMED = 0
    WORDED = 1
    BEGUN = 2
    BEGUN_ELSEWHERE = 3
    HEARD = 4
    SLIPPED = 5


_RARE = 15_000  # people: whoever carries such a word is quicker found by it than by profession and place
_FEW_MEETING = 300  # people who carry a word of each slot, likewise
_FEW_BEGUN = 4_000  # people whose names begin so: they lie side by side, and are read quicker than looked up


@dataclass(frozen=True, slots=True)
class Level:
    """The people of one rank, or of several ranks that few meet. apart: the same, rank by rank, should many do."""

    question: Question
    ranks: list[tuple[int, Condition]]
    apart: list["Level"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Questions:
    """One question and its ranks. widest: all of it, in parts. ranks: on its rows, the first that is met is their rank.

    in_turn: the same, from the surest on, in the order of names. is_rare: few people are expected, as names go.
    """

    widest: list[Question]
    ranks: list[tuple[int, Condition]] = field(default_factory=list)
    in_turn: list[Level] = field(default_factory=list)
    is_rare: bool = False


def ask_for_name(base: Question, words: list[str]) -> Questions:
    """The questions for these words (not empty), each narrowed by the base."""
    slots = name_words.read_slots(words)
    name_words.look_up(slots)
    families = _family_keys(words)
    span, rest = _begun(slots)
    exact = [slot.exact for slot in slots]
    begun, heard, slipped = _widened(slots)
    levels: list[tuple[int, Condition | None, int | None]] = [
        (MatchRank.WORDED, _meeting(exact), _at_most(slots, exact)),
        (MatchRank.BEGUN, has_all([span, *rest]) if span else None, None),
        (MatchRank.BEGUN_ELSEWHERE, _meeting(begun), _at_most(slots, begun)),
        (MatchRank.HEARD, _meeting(heard), _at_most(slots, heard)),
        (MatchRank.SLIPPED, _meeting(slipped), _at_most(slots, slipped)),
    ]
    ranks: list[tuple[int, Condition]] = []
    in_turn: list[Level] = []
    unsure: list[Level] = []
    for rank, condition, at_most in levels:
        if condition is None or condition in [known for _rank, known in ranks]:
            continue
        surer = [known.negated() for known_rank, known in ranks if known_rank != MatchRank.NAMED]
        if rank == MatchRank.WORDED:
            named = Condition("e.family_key = ANY (%s::text[])", (families,))
            ranks.append((MatchRank.NAMED, has_all([named, condition])))
            in_turn += [Level(_on_family(base, family, condition, at_most), ranks[:1]) for family in families]
            in_turn.append(Level(base.and_also(condition, named.negated(), at_most=at_most), [(rank, condition)]))
        elif rank == MatchRank.BEGUN and span:
            question = Question((*base.on_names, span), (*base.others, *rest, *surer), base.scope)
            in_turn.append(Level(question, [(rank, condition)]))
        else:
            unsure.append(Level(base.and_also(condition, *surer, at_most=at_most), [(rank, condition)]))
        ranks.append((rank, condition))
    if unsure:  # whoever meets one of them meets the last one
        surer = [known.negated() for known_rank, known in ranks if MatchRank.NAMED < known_rank <= MatchRank.BEGUN]
        last = unsure[-1]
        everybody = base.and_also(last.ranks[0][1], *surer, at_most=last.question.at_most)
        in_turn.append(Level(everybody, [level.ranks[0] for level in unsure], unsure))
    is_rare = _is_rare(slots, slipped)
    meeting, most = _meeting(slipped) or Condition("false"), _at_most(slots, slipped)
    widest = [(base.on_rows() if is_rare else base).and_also(meeting, at_most=most)]
    if span and slots[-1].is_cut:  # names begin with the last word that are not among the tried ones
        others = base.on_rows() if _is_rarely_begun(slots) else base
        most_begun = _at_most(slots[:-1], exact[:-1]) if rest else None
        widest.append(Question((*base.on_names, span), (*others.others, *rest), base.scope, most_begun))
    return Questions(widest, ranks, in_turn, is_rare)


def _on_family(base: Question, family: str, condition: Condition, at_most: int | None) -> Question:
    named = Condition("e.family_key = %s", (family,))
    return Question((*base.on_names, named), (*base.others, condition), base.scope, at_most)


def _widened(slots: list[Slot]) -> tuple[list[set[str]], list[set[str]], list[set[str]]]:
    """The words that may stand for each slot: with words begun, then heard, then one slip away too."""
    last = slots[-1]
    begun = [slot.exact | (slot.prefixed if slot is last else set()) for slot in slots]
    heard = [words | slot.heard for words, slot in zip(begun, slots, strict=True)]
    return begun, heard, [words | slot.slipped for words, slot in zip(heard, slots, strict=True)]


def _meeting(words: list[set[str]]) -> Condition | None:
    """One word of each set; None when a set is empty: nobody can."""
    return has_all([has_any(name_terms(some)) for some in words]) if all(words) else None


def _begun(slots: list[Slot]) -> tuple[Condition | None, list[Condition]]:
    """A family name that begins with the last word typed, and the others exactly; None: no such word."""
    *others, last = slots
    if not (last.prefixed or last.is_short) or not all(slot.exact for slot in others):
        return None, []
    begin = last.spellings[0]
    span = Condition("e.family_key >= %s AND e.family_key < %s", (begin, begin + name_words.BEYOND))
    return span, [has_any(name_terms(slot.exact)) for slot in others]


def _at_most(slots: list[Slot], words: list[set[str]]) -> int:
    """No more people than carry the words of the rarest slot."""
    return min(slot.at_most(some) for slot, some in zip(slots, words, strict=True))


def _is_rarely_begun(slots: list[Slot]) -> bool:
    """The same of names that begin with the last word, of which the most frequent ones tell."""
    *others, last = slots
    if others:
        return _at_most(others, [slot.exact for slot in others]) <= _RARE
    return not last.is_short and last.at_most(last.prefixed) <= _FEW_BEGUN


def _is_rare(slots: list[Slot], words: list[set[str]]) -> bool:
    """Whether so few people meet these words of several slots that they are best found before anything else is asked.

    As if names did not go together, among a million.
    """
    counts = [slot.at_most(some) for slot, some in zip(slots, words, strict=True)]
    expected = math.prod(count / 1_000_000 for count in counts) * 1_000_000
    return len(counts) > 1 and min(counts) <= _RARE and expected <= _FEW_MEETING


def _family_keys(words: list[str]) -> list[str]:
    """The family names that these words may hold: at their beginning or at their end, sorted."""
    count = len(words)
    keys = {" ".join(words[:n]) for n in range(1, count + 1)} | {" ".join(words[n:]) for n in range(count)}
    return sorted(keys)
