"""How a carrier says no."""


class ChannelUnavailable(Exception):
    """Not now: try again later. reason: a short word, never an address nor a text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MessageRefused(Exception):
    """Never: the address or the message was refused for good. reason: a short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
