"""The door of physical cards, where CARD_ORIGIN names one: our process on its socket, and nginx in front of a demo's.

A deployment has an nginx of its own; a demonstration and the tests start one from the same files of deploy/nginx.
"""

import getpass
import importlib
import io
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command

from config import env
from config.supervisor.output import Output
from config.supervisor.processes import Program
from config.supervisor.refusals import CannotStartError

PEOPLE = "config.demo.people"
TEMPLATES = env.BASE_DIR / "deploy" / "nginx"
NJS = "ngx_http_js_module.so"
MODULE_FOLDERS = (Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"), Path("/etc/nginx/modules"))
LONGEST_SOCKET = 100  # bytes of a path: the kernel takes 107, and a server adds a few


@dataclass(frozen=True)
class CardProxy:
    """One nginx. run: its own folder. pki: what `manage.py test_pki` wrote. listen: address and port."""

    run: Path
    pki: Path
    socket: Path
    listen: str
    host: str


def find_nginx() -> str | None:
    """The program, where its njs module is there too."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")
    return found if found and _njs() else None


def write(proxy: CardProxy) -> list[str]:
    """Write the configuration, and return the command that runs it in the foreground."""
    (proxy.run / "servers").mkdir(parents=True, exist_ok=True)
    owner = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    common = {
        "NGINX_FOLDER": str(TEMPLATES),
        "NGINX_USER": owner,
        "NGINX_MODULES": f"load_module {_njs()};",
        "RUN_FOLDER": str(proxy.run),
        "CARD_SOCKET": str(proxy.socket),
        "CARD_LISTEN": proxy.listen,
        "CARD_HOST": proxy.host,
        "CARD_CERTIFICATE": str(proxy.pki / "server.pem"),
        "CARD_KEY": str(proxy.pki / "server.key"),
        "CARD_AUTHORITIES": str(proxy.pki / "clients-ca.pem"),
        "CARD_LISTS": str(proxy.pki / "clients-crl.pem"),
    }
    fill("nginx.conf", proxy.run / "nginx.conf", common)
    fill("card.conf", proxy.run / "servers" / "card.conf", common)
    nginx = find_nginx() or "nginx"
    return [nginx, "-e", "stderr", "-p", str(proxy.run), "-c", str(proxy.run / "nginx.conf"), "-g", "daemon off;"]


def fill(template: str, target: Path, values: Mapping[str, str]) -> None:
    """Write a file of deploy/nginx with its names filled in; the variables of nginx stay as they are."""
    text = (TEMPLATES / f"{template}.template").read_text(encoding="utf-8")
    target.write_text(Template(text).safe_substitute(values), encoding="utf-8")


def programs(host: str) -> list[Program]:
    """What runs behind CARD_ORIGIN and MTLS_ORIGIN; nothing where neither is set. host: where nginx listens.

    Raises CannotStartError: a path too long for a socket; a demonstration without nginx.
    """
    if not (settings.CARD_ORIGIN or settings.MTLS_ORIGIN):
        return []
    if len(os.fsencode(settings.CARD_SOCKET)) > LONGEST_SOCKET:
        raise CannotStartError(f"CARD_SOCKET {settings.CARD_SOCKET} is too long for a socket: choose a shorter path")
    return [_pages(), *([_nginx(host)] if settings.DEMO and settings.CARD_ORIGIN else [])]


def prepare(output: Output) -> None:
    """A demonstration's cards, once: they stay as long as DATA_DIR."""
    if settings.CARD_ORIGIN and settings.DEMO and not _pki().exists():
        name = str(urlsplit(settings.CARD_ORIGIN).hostname)
        call_command("test_pki", str(_pki()), host=[name], person=_people(), stdout=io.StringIO(), skip_checks=True)
        output.say("card", f"test cards are in {_pki()}, password “carte”")


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
    origin = urlsplit(settings.CARD_ORIGIN)
    if find_nginx() is None:
        raise CannotStartError(
            "CARD_ORIGIN is set, and asking for a card needs nginx with njs (Debian: nginx-light libnginx-mod-http-js)"
        )
    proxy = CardProxy(
        run=settings.DATA_DIR / "card-proxy",
        pki=_pki(),
        socket=settings.CARD_SOCKET,
        listen=f"{host}:{origin.port or 443}",
        host=str(origin.hostname),
    )
    return Program("proxy", write(proxy), reloads=False)


def _pki() -> Path:
    return Path(settings.DATA_DIR) / "card-pki"


def _people() -> list[str]:
    """Numbers of those whom the banner names."""
    return [person.national_id for person in importlib.import_module(PEOPLE).PRACTITIONERS]


def _njs() -> Path | None:
    return next((path for folder in MODULE_FOLDERS if (path := folder / NJS).exists()), None)
