"""What a holder may choose for a code: long enough that a few tries a day never find it."""

from itertools import pairwise
from typing import Final

from oidc import policy

_FEWEST_CHARACTERS: Final = 4  # different ones
_STEPS: Final = ({0}, {1}, {-1})  # from each character to the next: 111111, 123456, 654321


def fault_of(code: str, *, national_id: str) -> str:
    """Return what keeps a code from being chosen, a stable word; empty where nothing does.

    `length` and `characters`: printable ASCII without spaces, which every keyboard of a service types alike; `simple`:
    a row of neighbours, or few characters; `number`: in the person's number, which services know.
    """
    least, most = policy.USER_CODE_LENGTH
    if not least <= len(code) <= most:
        return "length"
    if not code.isascii() or not code.isprintable() or " " in code:
        return "characters"
    steps = {ord(after) - ord(before) for before, after in pairwise(code)}
    if steps in _STEPS or len(set(code)) < _FEWEST_CHARACTERS:
        return "simple"
    return "number" if code.upper() in national_id else ""
