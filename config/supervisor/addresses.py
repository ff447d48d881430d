"""Where each process listens, and whether it answers there."""

import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

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
    local = _connection(ANY_ADDRESS.get(host, host), door.port)
    try:
        local.request("GET", door.path, headers={"Host": urlsplit(door.origin).netloc})
        return local.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        local.close()


def _connection(address: str, port: int) -> http.client.HTTPConnection:
    """Behind TLS=1 the certificate names this machine, whatever the address."""
    if not settings.TLS:
        return http.client.HTTPConnection(address, port, timeout=PATIENCE)
    trusted = ssl.create_default_context(cafile=settings.OUTGOING_CA_FILE)
    trusted.check_hostname = False
    return http.client.HTTPSConnection(address, port, timeout=PATIENCE, context=trusted)
