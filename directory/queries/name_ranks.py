"""What a typed name asks of the directory, from the surest answer to the least sure.

Ranks: the exact family name; the exact words in any order; a family name that begins with the last word; any word
that begins with it; words that sound so; words one slip away. An answer of one rank is not one of the next.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from directory.queries import name_words
from directory.queries.entries import Condition, Question, has_all, has_any
from directory.queries.name_words import MOST_PREFIXED, Slot, name_terms

NAMED, WORDED, BEGUN, BEGUN_ELSEWHERE, HEARD, SLIPPED = range(6)


@dataclass(frozen=True, slots=True)
class Questions:
    """in_turn: what to ask, by rank, the same rank in the order of names. widest: all of it, to be counted.

    is_cut: there may be more than what the widest counts.
    """

    in_turn: list[tuple[int, Question]] = field(default_factory=list)
    widest: Question = field(default_factory=Question)
    is_cut: bool = False


def ask_for_name(base: Question, words: list[str]) -> Questions:
    """The questions for these words (not empty), each narrowed by the base."""
    slots = name_words.read_slots(words)
    name_words.look_up(slots)
    in_turn: list[tuple[int, Question]] = []
    exact = _meeting([slot.exact for slot in slots])
    if exact:
        families = _family_keys(words)
        in_turn += [
            (
                NAMED,
                Question(
                    (*base.on_names, Condition("e.family_key = %s", (family,))), (*base.others, exact), base.within
                ),
            )
            for family in families
        ]
        in_turn.append((WORDED, base.and_also(exact, Condition("e.family_key <> ALL (%s)", (families,)))))
    begun = _begun(slots)
    if begun:
        span, others = begun
        narrowed = Question((*base.on_names, span), (*base.others, *others), base.within)
        in_turn.append((BEGUN, narrowed.and_also(exact.negated()) if exact else narrowed))
    outside = [has_all([begun[0], *begun[1]]).negated()] if begun else []
    wider = [exact, *_widened(slots)]
    for rank, (before, now) in zip((BEGUN_ELSEWHERE, HEARD, SLIPPED), pairwise(wider), strict=True):
        if now and now != before:
            in_turn.append((rank, base.and_also(now, *([before.negated()] if before else []), *outside)))
    widest = base.and_also(wider[-1] or Condition("false"))
    return Questions(in_turn, widest, is_cut=len(slots[-1].prefixed) == MOST_PREFIXED)


def _widened(slots: list[Slot]) -> list[Condition | None]:
    """What entries meet with words begun, then heard, then one slip away too; None where some word has no other."""
    last = slots[-1]
    begun = [slot.exact | (slot.prefixed if slot is last else set()) for slot in slots]
    heard = [words | slot.heard for words, slot in zip(begun, slots, strict=True)]
    slipped = [words | slot.slipped for words, slot in zip(heard, slots, strict=True)]
    return [_meeting(begun), _meeting(heard), _meeting(slipped)]


def _meeting(words: list[set[str]]) -> Condition | None:
    """One word of each set; None when a set is empty: nobody can."""
    return has_all([has_any(name_terms(some)) for some in words]) if all(words) else None


def _begun(slots: list[Slot]) -> tuple[Condition, list[Condition]] | None:
    """A family name that begins with the last word typed, and the others exactly."""
    *others, last = slots
    if not last.prefixed or not all(slot.exact for slot in others):
        return None
    begin = last.spellings[0]
    span = Condition("e.family_key >= %s AND e.family_key < %s", (begin, begin + name_words.BEYOND))
    return span, [has_any(name_terms(slot.exact)) for slot in others]


def _family_keys(words: list[str]) -> list[str]:
    """The family names that these words may hold: at their beginning or at their end, sorted."""
    count = len(words)
    keys = {" ".join(words[:n]) for n in range(1, count + 1)} | {" ".join(words[n:]) for n in range(count)}
    return sorted(keys)
