"""Debian's nginx with the files of deploy/nginx, in front of the card pages, and cards of any authority."""

import os
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import httpx
import pytest
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from activation.management.test_authority import folder as files
from activation.management.test_authority.issuing import CardSubject, Pair, make_card
from config.card_door import mark_door
from config.supervisor import nginx
from config.supervisor.card_proxy import CardProxy
from config.supervisor.service_proxy import ServiceProxy
from tests.support.processes import free_ports
from tests.support.service_certificates import make

HOST = "localhost"


class _Handler(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def address_string(self) -> str:
        """A socket of the file system has no address."""
        return ""


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _SocketServer(_Server):
    """On a Unix socket."""

    address_family = socket.AF_UNIX

    def server_bind(self) -> None:
        """Without the host name that WSGI servers look for."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, 0
        self.setup_environ()

    def get_request(self) -> tuple[Any, Any]:
        """The peer has no name: handlers want a pair."""
        connection, _nobody = super().get_request()
        return connection, ("", 0)


@dataclass
class Front:
    """nginx, and what it passed on. authorities: those of the cards that it believes."""

    port: int
    pki: Path
    authorities: files.Authorities
    seen: list[dict[str, Any]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Of the pages."""
        return f"https://{HOST}:{self.port}"

    def card(self, name: str, national_id: str, *, by: files.Authorities | None = None, **options: Any) -> Pair:
        """A card as two files; by another authority, over, or the one that signs."""
        issuer = (by or self.authorities).cards
        card = make_card(CardSubject(national_id, "DUPONT", "A."), issuer=issuer, now=timezone.now(), **options)
        files.write_pair(self.pki, name, card)
        return card

    def browser(self, card: str = "", **options: Any) -> httpx.Client:
        """What presents a card, or nothing."""
        return httpx.Client(base_url=self.origin, verify=self.trust(card), **options)

    def trust(self, card: str = "") -> ssl.SSLContext:
        """The site's authority is believed; the card is presented."""
        context = ssl.create_default_context(cafile=self.pki / "site-ca.pem")
        if card:
            context.load_cert_chain(self.pki / f"{card}.pem", self.pki / f"{card}.key")
        return context


def require_nginx() -> None:
    """Skip where nginx or its njs is missing, but for the machine that must have them."""
    if nginx.find_nginx() is None:
        if os.environ.get("REQUIRE_TOOLS") == "1":
            pytest.fail("nginx with njs is missing: apt install nginx-light libnginx-mod-http-js")
        pytest.skip("no nginx with njs here")


@contextmanager
def front(folder: Path) -> Iterator[Front]:
    """nginx, and the card pages of this very process behind its socket."""
    require_nginx()
    now = timezone.now()
    made = Front(free_ports(1), folder / "pki", files.make_authorities(now))
    files.write_proxy_files(made.pki, made.authorities, names=[HOST, "127.0.0.1"], now=now)
    revoked = made.card("revoked", "899700434378")
    files.write_lists(made.pki, made.authorities, revoked=[revoked], now=now)
    path = folder / "card.sock"
    proxy = CardProxy(made.pki, path, f"127.0.0.1:{made.port}", made.origin)
    command = nginx.write(folder / "run", {"card": proxy.values()})
    application = mark_door(get_wsgi_application())

    def record(environ: dict[str, Any], start_response: Any) -> Any:
        made.seen.append(dict(environ))
        return application(environ, start_response)

    with _serve(_SocketServer(str(path), _Handler), record), _run(command, made.port):
        yield made


@contextmanager
def recorder(seen: list[dict[str, Any]]) -> Iterator[int]:
    """A site that keeps what came to it; yields its port."""

    def record(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(dict(environ))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"seen"]

    server = _Server(("127.0.0.1", 0), _Handler)
    with _serve(server, record):
        yield server.server_port


@contextmanager
def site_front(card_front: Front, folder: Path, *, listen: int, upstream: int, waiting: int) -> Iterator[None]:
    """nginx in front of a site and its waiting door, as deploy/nginx has it. upstream, waiting: their ports."""
    values = {
        "SITE_LISTEN": f"127.0.0.1:{listen}",
        "SITE_HOST": HOST,
        "WALLET_HOST": "wallet.localhost",
        "SITE_UPSTREAM": f"127.0.0.1:{upstream}",
        "WAITING_UPSTREAM": f"127.0.0.1:{waiting}",
        "SITE_CERTIFICATE": str(card_front.pki / "server.pem"),
        "SITE_KEY": str(card_front.pki / "server.key"),
        "UPLOAD_LIMIT": "1m",
    }
    with _run(nginx.write(folder / "run", {"site": values}), listen):
        yield


@contextmanager
def service_front(folder: Path, *, has_lists: bool = False) -> Iterator[Front]:
    """nginx where services present their certificate, and the doors of this very process behind its socket.

    has_lists: of revocations are read; the certificate `revoked` is on one.
    """
    require_nginx()
    now, port = timezone.now(), free_ports(1)
    made = Front(port, folder / "pki", files.make_authorities(now))
    files.write_proxy_files(made.pki, made.authorities, names=[HOST], now=now)
    socket_path = folder / "mtls.sock"
    pki, listen = made.pki, f"127.0.0.1:{port}"
    server = ServiceProxy(
        socket_path, listen, made.origin, pki / "server.pem", pki / "server.key", pki / "clients-ca.pem"
    )
    command = nginx.write(folder / "run", {"mtls": server.values()})
    if has_lists:
        _read_lists(folder / "run" / "servers" / "mtls.conf", made)
    application = mark_door(get_wsgi_application())

    def record(environ: dict[str, Any], start_response: Any) -> Any:
        made.seen.append(dict(environ))
        return application(environ, start_response)

    with _serve(_SocketServer(str(socket_path), _Handler), record), _run(command, port):
        yield made


def _read_lists(configuration: Path, made: Front) -> None:
    """As the comment in the file says."""
    now = timezone.now()
    revoked = make(now, issuer=made.authorities.cards, key="revoked")
    files.write_pair(made.pki, "revoked", revoked)
    files.write_lists(made.pki, made.authorities, revoked=[revoked], now=now)
    text = configuration.read_text()
    switched = text.replace("# ssl_crl ${MTLS_LISTS};", f"ssl_crl {made.pki / 'clients-crl.pem'};")
    assert switched != text
    configuration.write_text(switched)


@contextmanager
def _serve(server: WSGIServer, application: Any) -> Iterator[None]:
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _run(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        if process.poll() is not None:
            pytest.fail(f"nginx did not start:\n{process.stdout.read() if process.stdout else ''}")
        yield
    finally:
        process.terminate()
        process.wait(10)
