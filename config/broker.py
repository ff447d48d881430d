"""The file-system broker, made safe for readers and writers at once.

kombu's own opens a message before it locks and fills it, so that a reader can meet an empty file and stop the worker;
and it parks claimed messages in the machine's temporary folder. Here a message appears whole, by a rename; it is
claimed by a rename inside the broker's own folder; bindings are read and written under one lock.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

LOCK_NAME = "bindings.lock"


class Channel(filesystem.Channel):
    """One connection to the folder."""

    def get_table(self, exchange: str) -> list[Any]:
        """The bindings of an exchange."""
        with self._bindings(fcntl.LOCK_SH):
            table: list[Any] = super().get_table(exchange)
            return table

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        with self._bindings(fcntl.LOCK_EX):
            super()._queue_bind(exchange, routing_key or "", pattern, queue or "")

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]  # its own bases disagree
        """Put a message, whole or not at all."""
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        hidden = folder / f"{name}.part"
        try:
            hidden.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(hidden, folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to the queue: {error.strerror}") from None

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message that nobody else takes; one that cannot be read is dropped: its row is the truth."""
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            claimed = Path(self.processed_folder) / name
            try:
                os.rename(folder / name, claimed)
                content = claimed.read_bytes()
                claimed.unlink()
            except FileNotFoundError:
                continue  # another process was quicker
            try:
                return loads(bytes_to_str(content))
            except ValueError:
                continue
        raise Empty

    @contextmanager
    def _bindings(self, kind: int) -> Iterator[None]:
        folder = Path(self.control_folder)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK_NAME).open("a") as lock:
            fcntl.flock(lock, kind)
            yield


class Transport(filesystem.Transport):
    """What kombu finds under `filesystem://` here."""

    Channel = Channel

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        # kombu shares one between the connections of a process: a second thread would take the first one's binding
        # for done before it is written, and its message would go nowhere.
        self.state = virtual.BrokerState()
