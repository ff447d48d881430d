"""What a typed name asks of the directory, from the surest answer to the least sure.

Ranks: the exact family name; the exact words in any order; a family name that begins with the last word; any word
that begins with it; words that sound so; words one slip away. An answer of one rank is not one of the next.
"""

from dataclasses import dataclass, field
from enum import IntEnum

from directory.queries import name_words
from directory.queries.name_words import MOST_PREFIXED, SHORT_PREFIX, Slot, name_terms
from directory.queries.questions import Condition, Question, has_all, has_any


class MatchRank(IntEnum):
    """How a person meets what was typed, from the surest to the least sure."""

    NAMED = 0
    WORDED = 1
    BEGUN = 2
    BEGUN_ELSEWHERE = 3
    HEARD = 4
    SLIPPED = 5


@dataclass(frozen=True, slots=True)
class Questions:
    """One question and its ranks. widest: all of it. ranks: on rows of it, the first that is met is their rank.

    in_turn: the same, rank by rank, each in the order of names. at_most: how many people the lexicon knows of, where
    it can tell. is_cut: there may be more than what the widest holds.
    """

    widest: Question
    ranks: list[tuple[int, Condition]] = field(default_factory=list)
    in_turn: list[tuple[int, Question]] = field(default_factory=list)
    at_most: int | None = None
    is_cut: bool = False


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
    in_turn: list[tuple[int, Question]] = []
    for rank, condition, at_most in levels:
        if condition is None or condition in [known for _rank, known in ranks]:
            continue
        surer = [known.negated() for known_rank, known in ranks if known_rank != MatchRank.NAMED]
        if rank == MatchRank.WORDED:
            named = Condition("e.family_key = ANY (%s::text[])", (families,))
            ranks.append((MatchRank.NAMED, has_all([named, condition])))
            in_turn += [(MatchRank.NAMED, _on_family(base, family, condition, at_most)) for family in families]
            in_turn.append((rank, base.and_also(condition, named.negated(), at_most=at_most)))
        elif rank == MatchRank.BEGUN and span:
            in_turn.append((rank, Question((*base.on_names, span), (*base.others, *rest, *surer), base.scope)))
        else:
            in_turn.append((rank, base.and_also(condition, *surer, at_most=at_most)))
        ranks.append((rank, condition))
    is_cut = len(slots[-1].prefixed) == MOST_PREFIXED or _is_short(slots[-1])
    widest = base.and_also(_meeting(slipped) or Condition("false"))
    return Questions(widest, ranks, in_turn, _at_most(slots, slipped), is_cut)


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
    if not (last.prefixed or _is_short(last)) or not all(slot.exact for slot in others):
        return None, []
    begin = last.spellings[0]
    span = Condition("e.family_key >= %s AND e.family_key < %s", (begin, begin + name_words.BEYOND))
    return span, [has_any(name_terms(slot.exact)) for slot in others]


def _is_short(slot: Slot) -> bool:
    """A word of one or two letters begins more names than are tried."""
    return len(slot.spellings[0]) <= SHORT_PREFIX


def _at_most(slots: list[Slot], words: list[set[str]]) -> int:
    """No more people than carry the words of the rarest slot."""
    return min(sum(slot.people[word] for word in some) for slot, some in zip(slots, words, strict=True))


def _family_keys(words: list[str]) -> list[str]:
    """The family names that these words may hold: at their beginning or at their end, sorted."""
    count = len(words)
    keys = {" ".join(words[:n]) for n in range(1, count + 1)} | {" ".join(words[n:]) for n in range(count)}
    return sorted(keys)
