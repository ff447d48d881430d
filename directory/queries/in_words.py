"""Rows whose columns hold what somebody typed, word by word: for lists that are too short for an index of words."""

from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat

from directory.models.functions import SearchKey
from directory.queries.name_words import MOST_WORDS, read_words

Row = TypeVar("Row", bound=Model)


def holding_words(rows: QuerySet[Row], text: str, *columns: str) -> QuerySet[Row]:
    """Those of whose columns, taken together, some hold each word: in any order, blind to case, accents and marks.

    columns: of text, through relations too; a missing relation holds no word. No words: all rows.
    """
    words = read_words(text)[:MOST_WORDS]
    if not words:
        return rows if not text.strip() else rows.none()
    spaced = [part for column in columns for part in (F(column), Value(" "))]
    keyed: QuerySet[Any] = rows.alias(words_held=SearchKey(Concat(*spaced, output_field=TextField())))
    for word in words:
        keyed = keyed.filter(words_held__contains=word)
    return keyed
