"""Addresses that can be nobody's: domains kept for tests (RFC 2606, RFC 6761), numbers kept for fiction (ARCEP)."""

import re
from typing import Final

_DOMAINS: Final = frozenset({"test", "example", "invalid", "localhost"})
_SECOND_LEVEL: Final = frozenset({"example.com", "example.net", "example.org"})
_MOBILE: Final = re.compile(r"\+3363998[0-9]{4}", re.ASCII)


def is_fictitious(to: str) -> bool:
    """Whether nobody can read what is sent there. to: an e-mail address, or a number in E.164."""
    _name, at, domain = to.rpartition("@")
    if not at:
        return _MOBILE.fullmatch(to) is not None
    labels = domain.lower().split(".")
    return labels[-1] in _DOMAINS or ".".join(labels[-2:]) in _SECOND_LEVEL
