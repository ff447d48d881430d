"""What every foreseen refusal is."""

from typing import ClassVar


class DomainError(Exception):
    """A foreseen refusal. `code` never changes once published; `params` fill the words of the doors."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class ReasonedError(DomainError):
    """One that comes for one of several reasons. reason: a code that its class lists."""

    def __init__(self, *, reason: str, **params: object) -> None:
        super().__init__(reason=reason, **params)
        self.reason = reason
