"""The whole product, started as a user would with `manage.py up`, on free ports and with its own data."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.supervisor.nginx import find_nginx

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240  # seconds for a first start, demo data included, on two busy cores


@dataclass(frozen=True)
class Product:
    """Where the running product answers. data_dir: its own. card: the origin that asks for a physical card; mtls: the
    one where services present certificates, over https alone. Both are empty where no nginx can.
    """

    site: str
    wallet: str
    service: str
    data_dir: Path
    card: str = ""
    mtls: str = ""
    is_tls: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """What a terminal beside it has: its commands speak to this product."""
        return _environment(self.data_dir, int(self.site.rsplit(":", 1)[1]), is_tls=self.is_tls)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of manage.py beside the running product."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def client(self, *, presents: tuple[Path, Path] | None = None, **options: Any) -> httpx.Client:
        """A program that trusts the authority of this product, where it has one. presents: certificate and key."""
        if not self.is_tls:
            return httpx.Client(**{"timeout": 30, **options})
        trusted = ssl.create_default_context(cafile=self.data_dir / "tls" / "authority.pem")
        if presents:
            trusted.load_cert_chain(*presents)
        return httpx.Client(**{"verify": trusted, "timeout": 30, **options})

    @property
    def service_certificate(self) -> tuple[Path, Path]:
        """Certificate and key of a service, `CN=service.test`, of the authority that is believed at `mtls`."""
        folder = self.data_dir / "service-pki"
        return folder / "service.pem", folder / "service.key"

    def inbox(self) -> list[dict[str, str]]:
        """What the demo sent, newest first."""
        with self.client(timeout=10) as client:
            messages: list[dict[str, str]] = client.get(f"{self.site}/demo/boite.json").json()["messages"]
        return messages

    def wait_for_message(self, *, to: str, containing: str, seconds: float = 30) -> str:
        """The body of the newest message to this address that contains these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in self.inbox():
                if message["to"] == to and containing in message["body"] + message["subject"]:
                    return message["body"]
            time.sleep(0.25)
        raise AssertionError(f"no message with {containing!r} within {seconds} s")


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """One product for the whole run."""
    with running() as started:
        yield started


@contextmanager
def running(*, is_tls: bool = False) -> Iterator[Product]:
    """A product of one's own. is_tls: it speaks https, with an authority in `data_dir / "tls"`."""
    scheme = "https" if is_tls else "http"
    with tempfile.TemporaryDirectory(prefix="ecps-") as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o755)  # the database's account crosses it
        port = _free_port()
        started = Product(
            site=f"{scheme}://localhost:{port}",
            wallet=f"{scheme}://localhost:{port + 1}",
            service=f"{scheme}://localhost:{port + 2}",
            data_dir=data_dir,
            card=_card_origin(port),
            mtls=_mtls_origin(port) if is_tls else "",
            is_tls=is_tls,
        )
        log = data_dir / "up.log"
        with log.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=_environment(data_dir, port, is_tls=is_tls),
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                _wait_until_ready(process, log)
                yield started
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()


def _environment(data_dir: Path, port: int, *, is_tls: bool) -> dict[str, str]:
    origins = {"SITE_URL", "WALLET_ORIGIN", "CARD_ORIGIN", "MTLS_ORIGIN", "DEMO_RELYING_PARTY_URL"}
    ours = origins | {"DATABASE_URL", "BROKER_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {
        **kept,
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "CARD_ORIGIN": _card_origin(port),
        "MTLS_ORIGIN": _mtls_origin(port) if is_tls else "",
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONUNBUFFERED": "1",
        "TLS": str(int(is_tls)),
    }


def _card_origin(port: int) -> str:
    return f"https://localhost:{port + 3}" if find_nginx() else ""


def _mtls_origin(port: int) -> str:
    return f"https://localhost:{port + 4}" if find_nginx() else ""


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        text = log.read_text(errors="replace")
        if "Everything answers" in text:
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"the product did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _free_port() -> int:
    """A port whose next four are free as well."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
        if port < 65000 and all(_is_free(port + offset) for offset in range(5)):
            return port
    raise AssertionError("no five free ports in a row")


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
