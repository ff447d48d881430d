"""A provider that answers as the tests say: the portal's calls reach it instead of the network."""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey

from directory.channels.errors import ChannelUnavailable
from directory.channels.web import Answer

ISSUER = "http://testserver"
CLIENT_ID, CLIENT_SECRET = "portal", "portal-secret"
ACCESS_TOKEN = "at_of-the-tests"
JSON = "application/json"
AMR = ["swk", "pin", "mfa"]


def make_key(kid: str) -> ECKey:
    """A P-256 key of this name."""
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


def half_hash(access_token: str) -> str:
    """`at_hash`."""
    return urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()


@dataclass
class FakeProvider:
    """Says that the holder of `national_id` authenticated. changes: claims put otherwise; None takes one away.

    key: signs; published: what the JWKS shows. is_down: answers nothing. status, documents: other answers.
    """

    now: float
    national_id: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: make_key("present"))
    published: list[ECKey] | None = None
    is_down: bool = False
    documents: dict[str, Answer] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    nonce: str = ""

    def call(self, method: str, url: str, *, headers: Any, form: Any = None) -> Answer:
        """What `web.call_ourselves` would do."""
        path = urlsplit(url).path
        self.calls.append((method, path, dict(headers), dict(form or {})))
        if self.is_down:
            raise ChannelUnavailable("ConnectError")
        if path in self.documents:
            return self.documents[path]
        made = {
            "/.well-known/openid-configuration": self._configuration,
            "/oidc/jwks": self._jwks,
            "/oidc/token": self._tokens,
        }[path]()
        return Answer(200, JSON, json.dumps(made).encode())

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/oidc/authorize",
            "token_endpoint": f"{ISSUER}/oidc/token",
            "jwks_uri": f"{ISSUER}/oidc/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def _jwks(self) -> dict[str, Any]:
        keys = [self.key] if self.published is None else self.published
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "ES256"} for key in keys]}

    def _tokens(self) -> dict[str, Any]:
        return {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": self.id_token()}

    def id_token(self) -> str:
        """Signed, with the changes."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": f"f:test:{self.national_id}",
            "aud": CLIENT_ID,
            "exp": int(self.now) + 300,
            "iat": int(self.now),
            "auth_time": int(self.now),
            "nonce": self.nonce,
            "acr": "eidas1",
            "amr": AMR,
            "at_hash": half_hash(ACCESS_TOKEN),
            "SubjectNameID": self.national_id,
            **self.changes,
        }
        written = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, written, self.key)

    def sent_credentials(self) -> str:
        """What the portal authenticated with at the token endpoint."""
        headers = next(headers for _, path, headers, _ in self.calls if path == "/oidc/token")
        return b64decode(headers["Authorization"].removeprefix("Basic ")).decode()

    def ask(self, browser: Client, path: str = "/compte/e-cps/connexion/", next_url: str = "") -> dict[str, str]:
        """The browser presses a button of ours: the question that it carries to the provider."""
        answer = browser.post(path, {"next": next_url} if next_url else {})
        assert answer.status_code == 302, answer.content
        target = urlsplit(answer.headers["Location"])
        assert target.path == "/oidc/authorize", answer.headers["Location"]
        question = {name: values[0] for name, values in parse_qs(target.query).items()}
        self.nonce = question["nonce"]
        return question

    def answer(self, browser: Client, question: dict[str, str], **other: str) -> Any:
        """The browser comes back with a code; `other` replaces or adds parameters."""
        members = {"code": "ac_of-the-tests", "state": question["state"], "iss": ISSUER, **other}
        return browser.get(f"/compte/e-cps/retour/?{urlencode(members)}")

    def pass_through(self, browser: Client, path: str = "/compte/e-cps/connexion/", next_url: str = "") -> Any:
        """The question, then the answer."""
        return self.answer(browser, self.ask(browser, path, next_url))
