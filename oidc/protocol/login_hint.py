"""What a service says of the person whom it expects, in its own words: a national identifier, or anything else."""

import re

from directory.identifiers import with_type_digit

_SPACES = re.compile(r"[\s.]+")
_NATIONAL_ID = re.compile(r"[0-9][0-9A-Z/-]{8,39}", re.ASCII)  # the type digit, or a bare RPPS or ADELI number


def hinted_national_id(login_hint: str) -> str:
    """Return the national identifier of a hint, with its type digit; an empty string when it is none, and says
    nothing."""
    typed = _SPACES.sub("", login_hint).upper()
    return with_type_digit(typed) if _NATIONAL_ID.fullmatch(typed) else ""
