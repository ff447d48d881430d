"""Clients that prove themselves with keys: what they sign, and a server that publishes their keys."""

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc.protocol.client_assertion import ASSERTION_TYPE
from tests.support.listening import listening

Key = RSAKey | ECKey | OKPKey


def key_for(algorithm: str, name: str = "mine") -> Key:
    """A private key for an algorithm; always the same one for a name."""
    return _make({"EdDSA": "Ed25519"}.get(algorithm, algorithm), name)


@lru_cache
def _make(algorithm: str, name: str) -> Key:
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", {"kid": name})
    if algorithm == "Ed25519":
        return OKPKey.generate_key("Ed25519", {"kid": name})
    return RSAKey.generate_key(2048, {"kid": name})


def public_set(*keys: Key) -> dict[str, Any]:
    """The JWKS of some keys."""
    return {"keys": [dict(key.as_dict(private=False)) for key in keys]}


def sign(claims: Mapping[str, Any], *, key: Key, algorithm: str = "ES256", **header: Any) -> str:
    """A compact JWS. header: what else it says; None for what it must not say."""
    said = {"alg": algorithm, "kid": key.kid, **header}
    written = {name: value for name, value in said.items() if value is not None}
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = 4096
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the former name of Ed25519
        return jws.serialize_compact(written, json.dumps(claims).encode(), key, registry=registry)


def claims_of(client_id: str, *, issuer: str, now: datetime, **changes: Any) -> dict[str, Any]:
    """What an assertion says; None for what it must not say."""
    at = int(now.timestamp())
    said = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": at, "exp": at + 60, "jti": uuid4().hex, **changes}
    return {name: value for name, value in said.items() if value is not None}


def as_form(assertion: str) -> dict[str, str]:
    """The parameters of a request that is authenticated so."""
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}


class KeyServer:
    """Publishes keys over http, or what it is told to. asked: how often."""

    def __init__(self) -> None:
        self.asked, self.status, self.body = 0, 200, b""
        owner = self

        class _Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.asked += 1
                self.send_response(owner.status)
                if owner.status in (301, 302, 307):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(owner.body)))
                self.end_headers()
                self.wfile.write(owner.body)

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", 0), _Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_port}/jwks.json"

    def publish(self, *keys: Key) -> None:
        """Publish these and no others."""
        self.status, self.body = 200, json.dumps(public_set(*keys)).encode()


@contextmanager
def key_server(*keys: Key) -> Iterator[KeyServer]:
    """A server for as long as a block lasts; plain http, which a registration would refuse."""
    made = KeyServer()
    made.publish(*keys)
    with listening(made.server):
        yield made
