"""One stream of lines for all processes, each under the name of the one that speaks."""

import os
import threading
from typing import TextIO

NAME_WIDTH = 8
COLOURS = {"up": "1", "db": "35", "web": "36", "wallet": "32", "worker": "33", "service": "34", "demo": "35"}


class Output:
    """Writes whole lines, one at a time, whoever calls."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._turn = threading.Lock()
        self._colours = stream.isatty() and "NO_COLOR" not in os.environ

    def say(self, name: str, text: str) -> None:
        """Write every line of `text` under `name`."""
        prefix = f"{name:<{NAME_WIDTH}}|"
        if self._colours:
            prefix = f"\x1b[{COLOURS.get(name, '37')}m{prefix}\x1b[0m"
        self.write("".join(f"{prefix} {line}\n" for line in text.splitlines()))

    def write(self, text: str) -> None:
        """Write text as it is. A reader that went away (`| head`) is no reason to stop the product."""
        with self._turn:
            try:
                self._stream.write(text)
                self._stream.flush()
            except (BrokenPipeError, ValueError):
                return
