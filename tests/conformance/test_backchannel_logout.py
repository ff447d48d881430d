"""The plan of back-channel logout, module by module."""

import json
import queue
import ssl
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from joserfc import jwt

from tests.conformance.conftest import register
from tests.conformance.suite import SIGNED_OUT, Browser, Provider
from tests.support.listening import listening
from tests.support.product import Product

pytestmark = pytest.mark.slow

EVENT = "http://schemas.openid.net/event/backchannel-logout"
PATIENCE = 30  # seconds until a worker has called
DAY = 24 * 3600


class Door:
    """Where a service takes logout tokens: https on the loopback, with the certificate of the product's authority."""

    def __init__(self, product: Product) -> None:
        received: queue.Queue[tuple[str, str]] = queue.Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                received.put((self.headers["Content-Type"], body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(product.data_dir / "tls" / "server.pem", product.data_dir / "tls" / "server.key")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"https://localhost:{self.server.server_port}/backchannel"
        self.received = received


@pytest.fixture
def door(product: Product) -> Iterator[Door]:
    made = Door(product)
    with listening(made.server):
        yield made


@pytest.fixture(params=["basic"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_oidcc_backchannel_logout_discovery_endpoint_verification(provider: Provider) -> None:
    assert provider.about["backchannel_logout_supported"] is True
    assert provider.about["backchannel_logout_session_supported"] is True
    assert provider.about["end_session_endpoint"].startswith("https://")


def test_oidcc_backchannel_rp_initiated_logout(
    product: Product, provider: Provider, browser: Browser, door: Door, tmp_path: Path
) -> None:
    service = register(product, tmp_path, backchannel_logout_uri=door.address, backchannel_logout_session_required=True)
    done = browser.sign_in(service)
    asked = {
        "id_token_hint": done.tokens["id_token"],
        "post_logout_redirect_uri": SIGNED_OUT,
        "state": "s",
    }

    back = browser.open("GET", provider.about["end_session_endpoint"], params=asked)

    assert back.headers["location"] == f"{SIGNED_OUT}?state=s"
    content_type, body = door.received.get(timeout=PATIENCE)
    assert content_type.partition(";")[0] == "application/x-www-form-urlencoded"
    form = parse_qs(body, strict_parsing=True)
    assert list(form) == ["logout_token"]
    (text,) = form["logout_token"]
    token = jwt.decode(text, provider.keys, algorithms=["RS256"])
    claims = token.claims
    assert claims["iss"] == provider.issuer
    assert claims["aud"] in (service.client_id, [service.client_id])
    assert abs(time.time() - claims["iat"]) < DAY
    assert claims["jti"]
    assert json.dumps(claims["events"]) == json.dumps({EVENT: {}})
    assert "nonce" not in claims
    assert claims["sid"] == done.claims["sid"]
    assert claims.get("sub", done.claims["sub"]) == done.claims["sub"]
    assert browser.is_signed_out(service)
