"""A step of several workflows: the server of a service is called, and what came of it told in short words."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from directory.channels.errors import ChannelUnavailable, MessageRefused


@dataclass(frozen=True)
class Heard:
    """What came of one call. status: None where nobody answered, and then fault says why, in a short word."""

    status: int | None
    fault: str
    milliseconds: int

    @property
    def is_taken(self) -> bool:
        """Whether the service took it: 200, or the 204 of those that say nothing (Back-Channel Logout 1.0 §2.8, CIBA
        Core §10.2).
        """
        return self.status in {200, 204}

    @property
    def trouble(self) -> str:
        """What kept the service from being told, in a short word; empty when it took it."""
        if self.is_taken:
            return ""
        return self.fault if self.status is None else f"HTTP {self.status}"


def call(send: Callable[[], int]) -> Heard:
    """Call the service by what sends and returns the status. No database here: it may be asked of a thread."""
    begun = monotonic()
    status, fault = None, ""
    try:
        status = send()
    except (ChannelUnavailable, MessageRefused) as refusal:
        fault = refusal.reason
    return Heard(status, fault, round((monotonic() - begun) * 1_000))
