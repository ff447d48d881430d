"""The wallet as the product serves it, in a browser that keeps it: offline start, versions, Trusted Types."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from activation.views import wallet_files
from config.wsgi import application
from tests.wallet.facts import STATIC
from tests.wallet.test_camera import camera_that_sees

HOST = "wallet.testserver"
ATTEMPTS = """[
    () => { document.createElement("div").innerHTML = "<b>x</b>"; },
    () => { document.createElement("script").src = "/sw.js"; },
    () => { trustedTypes.createPolicy("other", {}); },
    () => navigator.serviceWorker.register("/other.js"),
]"""


class Quiet(WSGIRequestHandler):
    """A server that tells nothing."""

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def origin(settings: Any, unused_port: int) -> Iterator[str]:
    """The wallet's origin, on a port of its own."""
    settings.WALLET_ORIGIN = f"http://localhost:{unused_port}"
    server = make_server("localhost", unused_port, application, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield settings.WALLET_ORIGIN
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that may keep a service worker."""
    made = chromium.new_context(locale="fr-FR", viewport={"width": 360, "height": 740})
    made.set_default_timeout(20_000)
    yield made
    made.close()


def open_and_keep(page: Page, origin: str) -> None:
    """Open the wallet, and wait until everything of it is kept."""
    page.goto(f"{origin}/")
    page.wait_for_selector('#screen[data-screen="welcome"]')
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")


@pytest.mark.browser
def test_the_wallet_starts_without_network(origin: str, context: BrowserContext) -> None:
    page = context.new_page()
    open_and_keep(page, origin)
    context.set_offline(True)

    page.reload()
    page.wait_for_selector('#screen[data-screen="welcome"]')
    page.click("#start-activation")
    page.wait_for_selector('#screen[data-screen="identify"]')

    assert page.evaluate("getComputedStyle(document.querySelector('.wallet-main')).maxWidth") != "none"


@pytest.mark.browser
def test_every_file_that_a_screen_may_need_is_kept(origin: str, context: BrowserContext) -> None:
    page = context.new_page()
    open_and_keep(page, origin)

    kept = page.evaluate(
        "caches.keys().then(([name]) => caches.open(name)).then((cache) => cache.keys())"
        ".then((requests) => requests.map(({ url }) => new URL(url).pathname))"
    )

    modules = {f"/static/{path.relative_to(STATIC).as_posix()}" for path in (STATIC / "wallet").rglob("*.js")}
    modules = {module for module in modules if "/vendor/" not in module}
    assert modules | {"/", "/manifest.webmanifest", "/static/wallet/wallet.css"} <= set(kept)
    assert not any(path.startswith("/api/") for path in kept)


@pytest.mark.browser
def test_no_text_becomes_code(origin: str, context: BrowserContext) -> None:
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    open_and_keep(page, origin)
    assert broken == []

    refused = page.evaluate(
        f"Promise.all({ATTEMPTS}.map(async (act) => {{ try {{ await act(); return 0; }} catch {{ return 1; }} }}))"
    )

    assert refused == [1, 1, 1, 1]


def test_the_policy_of_the_page_allows_its_own_files_and_nothing_else() -> None:
    policy = Client().get("/", headers={"Host": HOST}).headers["Content-Security-Policy"]

    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "ecps-worker"
    assert {
        name: value for name, value in rules.items() if name.endswith("-src") and value not in {"'self'", "'none'"}
    } == {"img-src": "'self' data:", "script-src": "'self' 'wasm-unsafe-eval'"}


def test_a_changed_file_is_another_version(tmp_path: Path, settings: Any) -> None:
    def version() -> str:
        wallet_files.shell.cache_clear()
        return str(re.search(r"ecps-wallet-(\w+)", Client().get("/sw.js", headers={"Host": HOST}).content.decode())[1])  # type: ignore[index]

    first = version()
    (tmp_path / "wallet").mkdir()
    (tmp_path / "wallet" / "app.js").write_text("changed")
    settings.STATICFILES_DIRS = [tmp_path]
    second = version()
    wallet_files.shell.cache_clear()

    assert first != second
    assert re.fullmatch(r"[0-9a-f]{16}", first)


@pytest.mark.browser
def test_the_camera_is_read_under_the_policy_of_the_page(origin: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script(camera_that_sees(f"{origin}/#t=x.y"))
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    open_and_keep(page, origin)

    page.click("#scan-first")
    page.wait_for_selector("#screen[data-screen]:not([data-screen=scan])")

    assert [words for words in broken if "Content Security Policy" in words or "TrustedScript" in words] == []


def test_the_page_alone_may_use_the_camera() -> None:
    allowed = {
        path: Client().get(path, headers={"Host": HOST}).headers["Permissions-Policy"] for path in ("/", "/sw.js")
    }

    assert "camera=(self)" in allowed["/"]
    assert "camera=()" in allowed["/sw.js"]
