"""How people are found by name: the beginning of the name, a part of it (`contains`), the very name (`exact`).

Names are compared without accents, case and punctuation, except by `exact`. Words of the directory's lexicon narrow
the search first, so that a part of a name is answered by an index as well.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.expressions import RawSQL

from directory.api.fhir.errors import refuse_value
from directory.api.fhir.parameters import NOTHING, any_of
from directory.api.fhir.registry import Reading
from directory.models import NameWord
from directory.queries.name_words import name_terms, split_words

# More words than this are no narrowing: looking each up would cost more than a scan of all names
_MOST_WORDS = 400
_LONGEST_QUESTION = 10  # words: nobody has more names, and each is looked up

_FEW_WORDS = 8
_EACH_WORD = """
SELECT found.practitioner_id FROM unnest(%s::text[]) AS term CROSS JOIN LATERAL (
    SELECT practitioner_id FROM directory_directoryentry WHERE terms @> ARRAY[term] OFFSET 0) AS found
"""

NameCondition = Callable[[str, str, Reading], Q]


def by_name(parameter: str, columns: dict[str, str]) -> NameCondition:
    """The condition of a name parameter. columns: of the person, by the search key of the same words."""

    def where(text: str, modifier: str, _reading: Reading) -> Q:
        words = split_words(text)
        if not words:
            raise refuse_value(parameter, text, "at least one letter or digit")
        if len(words) > _LONGEST_QUESTION:
            raise refuse_value(parameter, text, f"at most {_LONGEST_QUESTION} words")
        if modifier == "exact":
            return Q(entry__terms__contains=name_terms(words)) & any_of(
                [Q(**{column: text}) | _has_element(column, text) for column in columns.values()]
            )
        if modifier == "text":
            return _all_words(words)
        key, begins = " ".join(words), modifier == ""
        narrowed = _narrowed(words, begins=begins)
        lookup = "startswith" if begins else "contains"
        return narrowed and narrowed & any_of([Q(**{f"entry__{name}__{lookup}": key}) for name in columns])

    return where


def _all_words(words: list[str]) -> Q:
    """Every word begins a word of the name, in any order."""
    found = Q()
    for word in words:
        known = _known(Q(word__startswith=word))
        if not known:
            return NOTHING
        found &= _carry_one_of(known)
    return found


def _narrowed(words: list[str], *, begins: bool) -> Q:
    """People who carry a word that the question can only be a part of."""
    if begins and len(words) > 1:
        return Q(entry__terms__contains=name_terms(words[:-1]))
    longest = max(words, key=len)
    known = _known(Q(word__startswith=longest) if begins else Q(word__contains=longest))
    if len(known) > _MOST_WORDS:
        return Q(entry__isnull=False)
    return _carry_one_of(known) if known else NOTHING


def _carry_one_of(words: list[str]) -> Q:
    """People who carry one of these words. Many are looked up one by one: compared with every person's, hundreds of
    words would take seconds, and the planner has no idea of that.
    """
    terms = name_terms(words)
    if len(terms) <= _FEW_WORDS:
        return Q(entry__terms__overlap=terms)
    return Q(pk__in=RawSQL(_EACH_WORD, [terms]))  # noqa: S611 - a constant


def _known(condition: Q) -> list[str]:
    return list(NameWord.objects.filter(condition).values_list("word", flat=True)[: _MOST_WORDS + 1])


def _has_element(column: str, text: str) -> Q:
    """One of the given names, as they stand between spaces."""
    elements = Func(F(column), Value(" "), function="string_to_array", output_field=ArrayField(TextField()))
    return Q(_Contains(elements, text))


class _Contains(Func):
    """Whether an array holds a text."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()

    def __init__(self, elements: "Func[Any]", text: str) -> None:
        wanted = Value([text], output_field=ArrayField(TextField()))
        super().__init__(elements, wanted)
