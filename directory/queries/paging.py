"""The place where a page ended, as one opaque word."""

import base64
import binascii
import json
from dataclasses import dataclass

from directory.errors import InvalidSearch
from directory.queries.entries import Key

_LONGEST = 2_000  # characters; no place written here is longer
_MOST = 2**63  # no primary key reaches it


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the entry of this key, among those of this rank."""

    rank: int
    key: Key


def write(place: Place) -> str:
    """The word that `read` understands."""
    text = json.dumps([place.rank, *place.key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(word: str) -> Place | None:
    """The place; None for the beginning. Raises InvalidSearch for a word that was never written here."""
    if not word:
        return None
    try:
        if len(word) > _LONGEST:
            raise ValueError
        rank, family, given, key = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise InvalidSearch(field="after") from None
    kinds_are_right = type(rank) is int and type(key) is int and type(family) is str and type(given) is str
    if not kinds_are_right or not 0 <= key < _MOST or "\x00" in family + given:
        raise InvalidSearch(field="after")
    return Place(rank, (family, given, key))
