"""The place where a page begins or ends, as one opaque word."""

import base64
import binascii
import json

from directory.errors import InvalidSearch
from directory.queries.entries import Place

_LONGEST = 2_000  # characters; no place written here is longer
_MOST = 2**63  # no primary key reaches it
_HIGHEST_RANK = 99


def write(place: Place) -> str:
    """The word that `read` understands."""
    text = json.dumps([int(place.is_backwards), place.rank, *(place.key or ())], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(word: str) -> Place:
    """The place; the beginning for an empty word. Raises InvalidSearch for a word that was never written here."""
    if not word:
        return Place()
    try:
        if len(word) > _LONGEST or not word.isascii():
            raise ValueError
        text = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        way, rank, family, given, key = json.loads(text)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise InvalidSearch(field="after") from None
    kinds_are_right = all(type(value) is int for value in (way, rank, key)) and type(family) is type(given) is str
    if not kinds_are_right or way not in {0, 1} or not 0 <= rank <= _HIGHEST_RANK or not 0 <= key < _MOST:
        raise InvalidSearch(field="after")
    if not (family + given).isascii() or not (family + given).isprintable():  # as search keys are
        raise InvalidSearch(field="after")
    return Place(rank, (family, given, key), is_backwards=bool(way))
