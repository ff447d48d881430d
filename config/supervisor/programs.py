"""The processes of the product, in the order in which they start."""

import importlib.util
import os
import sys
from dataclasses import dataclass

from django.conf import settings

from config import env
from config.supervisor.addresses import Door
from config.supervisor.processes import Program

RELYING_PARTY = "config.demo.relying_party"
WEB_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)  # a thread waits for the database most of its time
AS_ROOT = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}  # six lines at each start


@dataclass(frozen=True)
class Layout:
    """What runs here and where it listens."""

    host: str
    doors: list[Door]
    programs: list[Program]


def layout() -> Layout:
    """Read the settings once. Raises ImproperlyConfigured for a variable that cannot be read."""
    host = env.text("HOST", "127.0.0.1")
    port = settings.PORT
    doors = [Door("web", settings.SITE_URL, port, "/healthz"), Door("wallet", settings.WALLET_ORIGIN, port + 1, "/")]
    programs = [_web_server("web", host, port), _web_server("wallet", host, port + 1), _worker()]
    if settings.DEMO and _exists(RELYING_PARTY):
        doors.append(Door("service", settings.DEMO_RELYING_PARTY_URL, port + 2, "/"))
        programs.append(Program("service", [sys.executable, "-m", RELYING_PARTY], _relying_party(host, port + 2)))
    return Layout(host=host, doors=doors, programs=programs)


def _web_server(name: str, host: str, port: int) -> Program:
    """The same application behind each origin: it chooses its address map by host."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(env.number("WEB_WORKERS", 1, least=1, most=64)),
        "--blocking-threads": str(env.number("WEB_THREADS", WEB_THREADS, least=1, most=256)),
        "--log-level": "warning",
    }
    arguments = [part for pair in options.items() for part in pair]
    return Program(
        name,
        [sys.executable, "-m", "granian", *arguments, "--no-ws", "--respawn-failed-workers", "config.wsgi:application"],
    )


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


def _relying_party(host: str, port: int) -> dict[str, str]:
    """What the demo service reads: it knows nothing of the product but its public address and its own registration."""
    return {
        "HOST": host,
        "PORT": str(port),
        "BASE_URL": settings.DEMO_RELYING_PARTY_URL,
        "ISSUER": settings.SITE_URL,
    }


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
