"""The processes of the product, in the order in which they start."""

import importlib.util
import os
import sys
from dataclasses import dataclass

from django.conf import settings

from config import env, local_tls
from config.supervisor import card_proxy
from config.supervisor.addresses import Door
from config.supervisor.processes import Program

SERVICE = "service"
WALLET = "wallet"
SPARE_CALLS = 1024  # beside those that wait
RELYING_PARTY = "config.demo.relying_party"
REGISTRATION = "demo-relying-party.json"  # written by the demo, as an integrator would get it in a letter
AS_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}  # six lines at each start


@dataclass(frozen=True)
class Layout:
    """Where the processes listen."""

    host: str
    doors: list[Door]


def layout() -> Layout:
    """Read the settings once. Raises ImproperlyConfigured for a variable that cannot be read."""
    port = settings.PORT
    doors = [Door("web", settings.SITE_URL, port, "/healthz"), Door(WALLET, settings.WALLET_ORIGIN, port + 1, "/")]
    if settings.DEMO and _exists(RELYING_PARTY):
        doors.append(Door(SERVICE, settings.DEMO_RELYING_PARTY_URL, port + 2, "/"))
    return Layout(host=env.text("HOST", "127.0.0.1"), doors=doors)


def programs(here: Layout) -> list[Program]:
    """What runs behind the doors, the one of physical cards where it is wanted, and the worker."""
    return [*(_program(here, door) for door in here.doors), *card_proxy.programs(here.host), _worker()]


def _program(here: Layout, door: Door) -> Program:
    if door.name == SERVICE:
        return _service(here, door)
    if door.name == WALLET and settings.WAITING_DOOR:
        return _waiting_door(here, door)
    return _web_server(here, door)


def _web_server(here: Layout, door: Door) -> Program:
    """The same application behind each origin: it chooses its address map by host."""
    options = {"--interface": "wsgi", "--blocking-threads": str(settings.WEB_THREADS)}
    return _granian(here, door, "config.wsgi:application", options)


def _waiting_door(here: Layout, door: Door) -> Program:
    """The same application once more, with calls that wait: they must not count as a crowd that is turned away."""
    together = str(settings.WAITING_CALLS + SPARE_CALLS)
    options = {"--interface": "asgi", "--backlog": together, "--backpressure": together}
    return _granian(here, door, "config.asgi:application", options)


def _granian(here: Layout, door: Door, application: str, options: dict[str, str]) -> Program:
    options = {
        **options,
        "--host": here.host,
        "--port": str(door.port),
        "--workers": str(env.number("WEB_WORKERS", 1, least=1, most=64)),
        "--log-level": "warning",
    }
    arguments = [part for pair in {**options, **_tls_options()}.items() for part in pair]
    return Program(
        door.name,
        [sys.executable, "-m", "granian", *arguments, "--no-ws", "--respawn-failed-workers", application],
        _trusted(),
    )


def _tls_options() -> dict[str, str]:
    files = local_tls.files_in(settings.DATA_DIR)
    shown = {"--ssl-certificate": files.certificate, "--ssl-keyfile": files.key} if settings.TLS else {}
    protocol = {"--ssl-protocol-min": "tls1.2"} if settings.TLS else {}
    return {**{name: str(path) for name, path in shown.items()}, **protocol}


def _trusted() -> dict[str, str]:
    """Libraries that call our own site know the authority by this variable."""
    return {"REQUESTS_CA_BUNDLE": str(settings.OUTGOING_CA_FILE)} if settings.TLS else {}


def _worker() -> Program:
    """The worker, with the scheduler as its child: they live and die together."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    environment = AS_ROOT if os.geteuid() == 0 else {}
    level = ["--loglevel", env.text("WORKER_LOG_LEVEL", "WARNING")]
    return Program(
        "worker",
        [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", "--beat", *quiet, *level],
        environment,
    )


def _service(here: Layout, door: Door) -> Program:
    """The demo service: it knows nothing of the product but its public address and its own registration."""
    environment = {
        "HOST": here.host,
        "PORT": str(door.port),
        "BASE_URL": door.origin,
        "ISSUER": settings.ISSUER,
        "REGISTRATION_FILE": str(settings.DATA_DIR / REGISTRATION),
        **_trusted(),
    }
    if settings.TLS:
        files = local_tls.files_in(settings.DATA_DIR)
        environment |= {"TLS_CERTIFICATE": str(files.certificate), "TLS_KEY": str(files.key)}
    return Program(SERVICE, [sys.executable, "-m", RELYING_PARTY], environment)


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
