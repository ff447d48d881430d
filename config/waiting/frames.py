"""What the application puts around every answer to such a caller: asked of it once, by a call that proves nothing.

Its 401 says that the call came as far as the door of cards, under the right name and securely, and carries the headers
of the origin. After any other answer the application is left to speak for itself.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from config.waiting.bridge import Answer, Scope

Header = tuple[bytes, bytes]

# The headers that decide what the application answers to a call, but for its proof and what it knows
DECIDING = frozenset(
    {b"host", b"x-forwarded-proto", b"accept", b"accept-language", b"cookie", b"content-type", b"content-length"}
)
_OF_THE_CONTENT = frozenset({b"content-type", b"content-length", b"www-authenticate", b"date", b"etag"})
REFUSED = 401
REMEMBERED = 1024  # kinds of callers: browsers and their languages
LONGEST = 2048  # bytes of such headers; who sends more is not remembered


class Frames:
    """Headers around answers, by what the caller sent. ask: answers a call, whose body is empty."""

    def __init__(self, ask: Callable[[Scope], Awaitable[Answer]]) -> None:
        self._ask = ask
        self._known: OrderedDict[tuple[Header, ...], list[Header] | None] = OrderedDict()

    async def around(self, scope: Scope) -> list[Header] | None:
        """The headers; None: the application must answer this caller."""
        deciding = tuple([(name, value) for name, value in scope["headers"] if name in DECIDING])
        if scope["query_string"] or sum(len(name) + len(value) for name, value in deciding) > LONGEST:
            return None
        if deciding in self._known:
            self._known.move_to_end(deciding)
            return self._known[deciding]
        answer = await self._ask({**scope, "headers": list(deciding)})
        frame = None
        if answer.status == REFUSED:
            frame = [(name, value) for name, value in answer.headers if name not in _OF_THE_CONTENT]
        self._known[deciding] = frame
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return frame
