"""Numbers of test people: in the range that is never allotted, and the upper half of it left to the portal."""

from functools import lru_cache
from typing import Final

from directory.identifiers.luhn import luhn_sum

FIRST_ORDER: Final = 9_970_000_001  # RPPS without key
MAX_PEOPLE: Final = 5_000_000
_KEYS: Final = tuple(luhn_sum(f"{order:03d}0") for order in range(1_000))


def rpps_of_rank(rank: int) -> str:
    """The RPPS number of one rank, key included."""
    thousands, order = divmod(FIRST_ORDER + rank, 1_000)
    return f"{thousands}{order:03d}{-(_weight(thousands) + _KEYS[order]) % 10}"


@lru_cache(maxsize=8)
def _weight(thousands: int) -> int:
    return luhn_sum(f"{thousands}0000")
