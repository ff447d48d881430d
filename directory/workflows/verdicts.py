"""What may be said of a code that somebody typed back."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a typed code."""

    VERIFIED = "verified"
    WRONG = "wrong"
    LOCKED = "locked"
    EXPIRED = "expired"
    ALREADY_VERIFIED = "already_verified"


@dataclass(frozen=True)
class CodeOutcome:
    """A verdict and, after a wrong code, how many tries are left."""

    verdict: Verdict
    tries_left: int = 0
