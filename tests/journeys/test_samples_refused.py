"""The samples meet what goes wrong in real life: each says so on a page of its own, and goes on serving."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.support import node
from tests.support.processes import free_ports
from tests.support.product import ROOT

pytestmark = pytest.mark.slow
LANGUAGES = ["python", "node"]


@dataclass
class Provider:
    """Answers as the tests say. refusals: status and body, by path, in the place of what a provider answers."""

    port: int
    refusals: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def answer(self, path: str) -> tuple[int, str]:
        if path in self.refusals:
            return self.refusals[path]
        about = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        about |= {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")}
        about |= {"end_session_endpoint": f"{self.issuer}/out", "authorization_response_iss_parameter_supported": True}
        known = {"/.well-known/openid-configuration": about, "/jwks": {"keys": []}}
        return (200, json.dumps(known[path])) if path in known else (404, "{}")


@contextmanager
def answering(provider: Provider) -> Iterator[None]:
    """The provider listens."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = provider.answer(urlsplit(self.path).path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", provider.port), Door) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join(10)


def start(language: str, provider: Provider, port: int, tmp_path: Path) -> subprocess.Popen[str]:
    """The sample of a language, as the quick start runs it."""
    registered = tmp_path / "registered.json"
    registered.write_text(json.dumps({"client_id": "ours", "client_secret": "the-secret-of-ours"}))
    folder = ROOT / "samples" / "python" if language == "python" else node.install(ROOT / "samples" / "node")
    command = [sys.executable, "service.py"] if language == "python" else [str(node.NODE), "service.js"]
    environment = {"ISSUER": provider.issuer, "SERVICE_PORT": str(port), "NO_PROXY": "localhost", "PATH": "/usr/bin"}
    return subprocess.Popen(
        [*command, str(registered)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


@dataclass
class Service:
    """A sample that runs, and a browser on it."""

    address: str
    provider: Provider
    browser: httpx.Client
    process: "subprocess.Popen[str]"

    def ask(self) -> str:
        """The browser leaves for the provider; with which state."""
        left = self.browser.get(f"{self.address}/sign-in")
        assert left.status_code == 303
        return parse_qs(urlsplit(left.headers["Location"]).query)["state"][0]

    def come_back(self, **answer: str) -> httpx.Response:
        return self.browser.get(f"{self.address}/back", params={"iss": self.provider.issuer, **answer})


@pytest.fixture(params=LANGUAGES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """It serves as well after the test as before, and wrote no trace of a fault."""
    port = free_ports(2)
    provider = Provider(port + 1)
    with answering(provider):
        process = start(request.param, provider, port, tmp_path)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("My service on")
        with httpx.Client(timeout=30, trust_env=False) as browser:
            yield Service(f"http://localhost:{port}", provider, browser, process)
            assert browser.get(f"http://localhost:{port}/").status_code == 200
    process.send_signal(signal.SIGTERM)
    written, _ = process.communicate(timeout=30)
    assert "Traceback" not in written
    assert "    at " not in written
    assert "the-secret-of-ours" not in written


def told(page: httpx.Response, status: int, words: str) -> None:
    assert page.status_code == status, page.text
    assert "<h1>You are not signed in</h1>" in page.text
    assert words in page.text
    assert 'href="/sign-in"' in page.text


def test_a_refusal_of_the_token_endpoint_is_a_page(service: Service) -> None:
    service.provider.refusals["/token"] = (400, '{"error": "invalid_grant", "error_description": "no"}')

    told(service.come_back(code="ac_x", state=service.ask()), 400, "did not confirm this sign-in")


@pytest.mark.parametrize(
    "body", ['{"access_token": "x", "token_type": "Bearer"}', "[]", "no JSON"], ids=["no id_token", "list", "text"]
)
def test_an_answer_that_is_none_is_a_page(service: Service, body: str) -> None:
    service.provider.refusals["/token"] = (200, body)

    page = service.come_back(code="ac_x", state=service.ask())

    assert page.status_code in {400, 502}
    told(page, page.status_code, "The provider d")


def test_an_answer_that_begins_elsewhere_is_a_page(service: Service) -> None:
    told(service.come_back(code="ac_x", state="of-somebody-else"), 400, "did not begin here")
    service.ask()
    told(service.come_back(code="ac_x", state="of-somebody-else"), 400, "did not begin here")
    told(service.come_back(), 400, "did not begin here")


def test_who_refused_reads_that_they_did_not_sign_in(service: Service) -> None:
    told(service.come_back(error="access_denied", state=service.ask()), 400, "You did not sign in.")


def test_another_error_is_a_page_and_shows_no_markup_of_whoever_made_it(service: Service) -> None:
    page = service.come_back(error="<b>login_required", state=service.ask())

    told(page, 400, "The provider ")
    assert "<b>" not in page.text


def test_a_provider_that_is_broken_is_a_page(service: Service) -> None:
    service.provider.refusals["/token"] = (503, "busy")

    told(service.come_back(code="ac_x", state=service.ask()), 502, "does not answer")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_that_went_away_is_a_page_and_one_that_is_not_there_a_sentence(
    language: str, tmp_path: Path
) -> None:
    port = free_ports(2)
    provider = Provider(port + 1)
    with answering(provider):
        process = start(language, provider, port, tmp_path)
        assert process.stdout is not None
        process.stdout.readline()
    with httpx.Client(timeout=30, trust_env=False) as browser:
        service = Service(f"http://localhost:{port}", provider, browser, process)
        told(service.come_back(code="ac_x", state=service.ask()), 502, "does not answer")
        assert browser.get(f"{service.address}/").status_code == 200
        assert browser.post(f"{service.address}/signed-out", data={"logout_token": "x"}).status_code == 400
    process.terminate()
    assert "Traceback" not in process.communicate(timeout=30)[0]

    alone = start(language, provider, port, tmp_path)
    written, _ = alone.communicate(timeout=60)

    assert alone.returncode == 1
    assert written.startswith(f"The provider does not answer at {provider.issuer}")
    assert len(written.splitlines()) == 1


@pytest.mark.parametrize(
    ("folder", "words"),
    [("", r"\[(\d+) lines of Python\]"), ("fr", r"\[(\d+) lignes de Python\]")],
    ids=["en", "fr"],
)
def test_the_quick_start_tells_how_long_the_sample_is(folder: str, words: str) -> None:
    text = (ROOT / "docs" / "integrate" / folder / "quick-start.md").read_text(encoding="utf-8")
    found = re.search(words, text)

    assert found
    assert int(found[1]) == len((ROOT / "samples" / "python" / "service.py").read_text(encoding="utf-8").splitlines())
