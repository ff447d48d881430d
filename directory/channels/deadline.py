"""An end to a conversation as a whole: the limits of the client are of each read, and a server may send a byte at a
time for ever.
"""

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Final

_OPENED: Final = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Closes what is open of a conversation when its time is over, from a thread of its own; serves one at a time.

    trace: to be handed to httpx, as its extension of this name.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock, self._timer = seconds, Lock(), Timer(0, self._cut)
        self._socket: socket.socket | None = None
        self.is_over = False

    def __enter__(self) -> "Deadline":
        self._socket, self.is_over = None, False
        self._timer = Timer(self._seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn which connection is open."""
        if event not in _OPENED:
            return
        with self._lock:
            self._socket = info["return_value"].get_extra_info("socket")
            if self.is_over:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            self._shut()

    def _shut(self) -> None:
        """Whoever reads wakes up. Not as the TLS object would do it, which another thread is using."""
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
