"""Where each process listens, and whether it answers there."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what an operator may write, not what we bind
PATIENCE = 5.0  # seconds for one answer


@dataclass(frozen=True)
class Door:
    """One process that listens. origin: its public address. path: what a healthy one answers with 200."""

    name: str
    origin: str
    port: int
    path: str


def answers(door: Door, host: str) -> bool:
    """Whether the process behind the door answers 200 when it is called by its public name."""
    local = http.client.HTTPConnection(ANY_ADDRESS.get(host, host), door.port, timeout=PATIENCE)
    try:
        local.request("GET", door.path, headers={"Host": urlsplit(door.origin).netloc})
        return local.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        local.close()
