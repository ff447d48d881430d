"""What runs behind CARD_ORIGIN and MTLS_ORIGIN: our process on its socket, and nginx in front of a demonstration's.

A deployment has an nginx of its own; a demonstration and the tests start one from the same files of deploy/nginx.
"""

import importlib
import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command

from config.supervisor import service_proxy
from config.supervisor.nginx import find_nginx, write
from config.supervisor.output import Output
from config.supervisor.processes import Program
from config.supervisor.refusals import CannotStartError

PEOPLE = "config.demo.people"
LONGEST_SOCKET = 100  # bytes of a path: the kernel takes 107, and a server adds a few


@dataclass(frozen=True)
class CardProxy:
    """The server of cards. pki: what `manage.py test_pki` wrote. listen: address and port. origin: CARD_ORIGIN."""

    pki: Path
    socket: Path
    listen: str
    origin: str

    def values(self) -> dict[str, str]:
        """The names of its file in deploy/nginx."""
        named = urlsplit(self.origin)
        return {
            "CARD_SOCKET": str(self.socket),
            "CARD_LISTEN": self.listen,
            "CARD_HOST": str(named.hostname),
            "CARD_NAME": named.netloc,
            "CARD_CERTIFICATE": str(self.pki / "server.pem"),
            "CARD_KEY": str(self.pki / "server.key"),
            "CARD_AUTHORITIES": str(self.pki / "clients-ca.pem"),
            "CARD_LISTS": str(self.pki / "clients-crl.pem"),
        }


def programs(host: str) -> list[Program]:
    """What runs behind CARD_ORIGIN and MTLS_ORIGIN; nothing where neither is set. host: where nginx listens.

    Raises CannotStartError: a path too long for a socket; a demonstration without nginx, or without https.
    """
    if not (settings.CARD_ORIGIN or settings.MTLS_ORIGIN):
        return []
    if len(os.fsencode(settings.CARD_SOCKET)) > LONGEST_SOCKET:
        raise CannotStartError(f"CARD_SOCKET {settings.CARD_SOCKET} is too long for a socket: choose a shorter path")
    return [_pages(), *([_nginx(host)] if settings.DEMO else [])]


def prepare(output: Output) -> None:
    """A demonstration's cards, and certificates of services, once: they stay as long as DATA_DIR."""
    if settings.CARD_ORIGIN and settings.DEMO and not _pki().exists():
        name = str(urlsplit(settings.CARD_ORIGIN).hostname)
        call_command("test_pki", str(_pki()), host=[name], person=_people(), stdout=io.StringIO(), skip_checks=True)
        output.say("card", f"test cards are in {_pki()}, password “carte”")
    if settings.MTLS_ORIGIN and settings.DEMO:
        service_proxy.prepare(output)


def _pages() -> Program:
    """nginx of a demonstration is ours; a deployment's has an account that shares the group of the socket."""
    options = {
        "--interface": "wsgi",
        "--uds": str(settings.CARD_SOCKET),
        "--uds-permissions": "0600" if settings.DEMO else "0660",
        "--workers": "1",
        "--blocking-threads": str(settings.WEB_THREADS),
        "--log-level": "warning",
    }
    arguments = [part for pair in options.items() for part in pair]
    quiet = ["--no-ws", "--respawn-failed-workers"]
    return Program("card", [sys.executable, "-m", "granian", *arguments, *quiet, "config.card_wsgi:application"])


def _nginx(host: str) -> Program:
    if find_nginx() is None:
        raise CannotStartError(
            "asking for certificates (CARD_ORIGIN, MTLS_ORIGIN) needs nginx with njs"
            " (Debian: nginx-light libnginx-mod-http-js)"
        )
    servers: dict[str, dict[str, str]] = {}
    if settings.CARD_ORIGIN:
        listen = f"{host}:{urlsplit(settings.CARD_ORIGIN).port or 443}"
        servers["card"] = CardProxy(_pki(), settings.CARD_SOCKET, listen, settings.CARD_ORIGIN).values()
    if settings.MTLS_ORIGIN:
        servers["mtls"] = service_proxy.values(host)
    return Program("proxy", write(settings.DATA_DIR / "card-proxy", servers), reloads=False)


def _pki() -> Path:
    return Path(settings.DATA_DIR) / "card-pki"


def _people() -> list[str]:
    """Numbers of those whom the banner names."""
    return [person.national_id for person in importlib.import_module(PEOPLE).PRACTITIONERS]
