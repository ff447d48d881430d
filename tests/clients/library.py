"""openid-client of npm in a process of its own, which does what it is told."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.clients.running import Place, trust
from tests.conformance.suite import Registered
from tests.support import node
from tests.support.product import Product

FOLDER = Path(__file__).parent / "npm"


class Library:
    """The process of the library, which does what it is told; what it says beside the answers goes to the log."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self.process, self.log = process, log

    def tell(self, order: str, **more: str) -> dict[str, Any]:
        """Give an order, and return what came of it."""
        self.begin(order, **more)
        return self.hear()

    def begin(self, order: str, **more: str) -> None:
        """Give an order that takes a while."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"order": order, **more}) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """What came of the order that was begun."""
        assert self.process.stdout
        answer = self.process.stdout.readline()
        assert answer, self.log.read_text()
        return dict(json.loads(answer))


@contextmanager
def library_of(product: Product, place: Place, client: Registered) -> Iterator[Library]:
    """The library as this client; what it says beside the answers is in the log of the place."""
    script = node.install(FOLDER) / "openid_client.js"
    environment = {
        **os.environ,
        **trust(product),
        "ISSUER": product.site,
        "ORIGIN": place.origin,
        "CLIENT_ID": client.client_id,
        "CLIENT_SECRET": client.secret,
    }
    with (
        place.log.open("w") as log,
        subprocess.Popen(
            [str(node.NODE), str(script)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield Library(process, place.log)
        process.terminate()
