"""A client in a process of its own, on a port of its own, with the certificate of the product's authority."""

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import PROJECT, free_ports
from tests.support.product import Product

PATIENCE = 60  # seconds until a client listens: an interpreter and its libraries, on two busy cores
_OF_ANOTHER = "Not Found: /protected/redirect_uri"  # a sign-out still told to the client that had this port before
_COMPLAINT = re.compile(r"\b(warn|warning|error|crit|critical|alert|emerg|traceback|exception)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a client is to listen, and what it may write in."""

    port: int
    folder: Path

    @property
    def origin(self) -> str:
        """As browsers and its registration know it."""
        return f"https://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """Whatever it says."""
        return self.folder / "client.log"

    def complaints(self) -> list[str]:
        """The lines of its log that are no mere information."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return [line for line in lines if _COMPLAINT.search(line) and _OF_ANOTHER not in line]


def place_in(folder: Path) -> Place:
    """A port that is free, for a client that keeps its files in this folder."""
    return Place(free_ports(1), folder)


def trust(product: Product) -> dict[str, str]:
    """The environment of a program that believes the product's authority, and what it shows of itself."""
    files = product.data_dir / "tls"
    return {
        "REQUESTS_CA_BUNDLE": str(files / "authority.pem"),
        "NODE_EXTRA_CA_CERTS": str(files / "authority.pem"),
        "CERTIFICATE": str(files / "server.pem"),
        "KEY": str(files / "server.key"),
    }


@contextmanager
def running(place: Place, command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Until the block ends; what it said is in its log."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with place.log.open("a") as log:
        process = subprocess.Popen(
            command, cwd=PROJECT, env={**kept, **environment}, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(place, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait(place: Place, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", place.port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"the client does not listen:\n{place.log.read_text()[-4000:]}")
