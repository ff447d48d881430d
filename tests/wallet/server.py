"""The wallet's origin without the product: real pages and files, and an API that verifies every signature.

Playwright asks it for each request of a page, so that no port is opened.
"""

import base64
import hashlib
import json
import mimetypes
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.template.loader import get_template
from joserfc import jwk, jws
from playwright.sync_api import Route

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "http://localhost:8001"
ISSUER = "http://localhost:8000"
API = "/api/wallet/v1"
ACTIVATION = UUID("00000000-0000-4000-8000-000000000007")
TICKET = "tickeT_-x"
CODE = "204918"
RETURN_CODE = base64.urlsafe_b64encode(b"r" * 32).rstrip(b"=").decode()
HOLDER: dict[str, Any] = {
    "display_name": "Éléonore d’Aubigné",
    "national_id": "899700000123",
    "profession": "Infirmière",
    "is_test": True,
}
SERVICE = {"name": "Dossier de soins", "environment": "sandbox"}


def base64url(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read_jws(token: str, key: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the header and the claims of an ES256 statement; joserfc raises when the signature is not the key's."""
    statement = jws.deserialize_compact(token, key, algorithms=["ES256"])
    return dict(statement.headers()), json.loads(statement.payload)


def digest_of(display: dict[str, Any]) -> str:
    """Return the digest of what a screen showed, as the product computes it."""
    text = json.dumps(display, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return base64url(hashlib.sha256(text.encode()).digest())


@dataclass
class FakeServer:
    """One person, one phone. `skew`: how far the server's clock is from the phone's."""

    language: str = "fr"
    state: str = "ACTIVE"
    skew: timedelta = timedelta(0)
    mode: str = "CODES"
    code_tries: int = 3
    pin_tries: int = 3
    birth_date_wanted: bool = False
    too_many_cards: bool = False
    usable_after: timedelta = timedelta(0)
    key: Any = None
    pin_proof: str = ""
    replaceable: list[dict[str, Any]] = field(default_factory=list)
    former_pin_wanted: str = ""
    cards: list[dict[str, Any]] = field(default_factory=list)
    sms: str = "received"
    names: list[str] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    claims: dict[str, dict[str, Any] | int] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    sign_ins: list[dict[str, Any]] = field(default_factory=list)
    answers_to_lose: int = 0
    answered: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    push_key: str = ""
    endpoints: list[str] = field(default_factory=list)
    refused_proofs: int = 0

    def instant(self, after: timedelta = timedelta(0)) -> str:
        """Return an ISO instant of the server's clock."""
        return (datetime.now(UTC) + self.skew + after).isoformat()

    def ask(self, **differences: Any) -> dict[str, Any]:
        """Let a service ask for a sign-in; the right number is 42."""
        asked = {
            "id": str(uuid4()),
            "client_id": "demo",
            "client": SERVICE,
            "purpose": "BROWSER",
            "scopes": ["openid", "scope_all"],
            "binding_text": "",
            "origin": {"address": "192.0.2.17", "user_agent": "Firefox/140.0 Windows"},
            "challenge": base64url(b"c" * 32),
            "way": "NUMBER",
            "numbers": ["17", "42", "88"],
            "same_network": True,
            "claimed_from": None,
            "return_to": None,
            "created_at": self.instant(),
            "expires_at": self.instant(timedelta(seconds=120)),
            "first_use": True,
            **differences,
        }
        self.requests.append(asked)
        return asked

    def offer(self, way: str, **differences: Any) -> str:
        """Let a page show a QR code, or a link; return its claim."""
        ours = {"way": way, "numbers": [], "same_network": True, "claimed_from": "192.0.2.17", "return_to": None}
        asked = self.ask(**{**ours, **differences})
        self.requests.remove(asked)  # nobody's phone lists it before it is claimed
        claim = f"{asked['id']}.{base64url(b'p' * 32)}"
        self.claims[claim] = asked
        return claim

    def answer(self, route: Route) -> None:
        """Serve one request of the page."""
        path = urlsplit(route.request.url).path
        self.addresses.append(route.request.url)
        if path.startswith(API):
            body = route.request.post_data or ""
            self.bodies.append(body)
            status, content = self.call(route.request.method, path, body, route.request.headers)
            if self.answers_to_lose and path.endswith("/decision"):
                self.answers_to_lose -= 1
                route.abort()
                return
            stamp = (datetime.now(UTC) + self.skew).strftime("%a, %d %b %Y %H:%M:%S GMT")
            headers = {"Content-Type": "application/json", "Date": stamp}
            route.fulfill(status=status, headers=headers, body="" if status == 204 else json.dumps(content))
        elif path.startswith("/static/"):
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(path=STATIC / path.removeprefix("/static/"), content_type=kind)
        else:
            context = {"issuer": ISSUER, "wallet_origin": ORIGIN, "app_version": "0", "DEMO": True}
            context["push_key"] = self.push_key
            route.fulfill(
                body=get_template("wallet/shell.html").render(context), content_type="text/html; charset=utf-8"
            )

    def call(self, method: str, path: str, text: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer one call of the API."""
        name = path.removeprefix(API)
        body = json.loads(text) if text else {}
        if name == "/activations" or name.endswith("/resend"):
            wanted = {"birth_date_wanted": self.birth_date_wanted, "resend_after": 45}
            return 202, {"activation": str(ACTIVATION), "expires_at": self.instant(timedelta(minutes=15)), **wanted}
        if name.endswith("/look"):
            return self._look(body)
        if name.endswith("/confirm"):
            return self._confirm(body)
        if name.endswith("/bind"):
            return self._bind(body)
        if not self._is_proved(method, path, text, headers.get("card-proof", "")):
            self.refused_proofs += 1
            return 401, {"error": "invalid_proof"}
        if self.state != "ACTIVE":
            usable_from = self.instant(timedelta(hours=1))
            return 403, {"error": "card_not_active", "state": self.state, "usable_from": usable_from}
        if method == "DELETE" and name == "/sessions":
            ended, self.sessions = len(self.sessions), []
            return 200, {"ended": ended}
        return self._card_call(name, body)

    def other(self, standing: str = "NOT_YET_USABLE", **differences: Any) -> dict[str, Any]:
        """Let the holder have another card, on another phone."""
        card = {
            "card": str(uuid4()),
            "name": "Firefox sur Android",
            "platform": "Android",
            "app_version": "1",
            "activation_mode": "CODES",
            "created_at": self.instant(),
            "usable_from": self.instant(timedelta(hours=1)),
            "expires_at": self.instant(timedelta(days=1095)),
            "last_used_at": None,
            "state": "ACTIVE",
            "standing": standing,
            "is_this": False,
            **differences,
        }
        self.cards.append(card)
        return card

    def _look(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body["ticket"] != TICKET:
            return 422, {"error": "wrong_ticket"}
        contacts = {"email": "e•••@exemple.test", "mobile": "+33 ••• 18"}
        dates = {"expires_at": self.instant(timedelta(minutes=15)), "resend_at": self.instant()}
        return 200, {"mode": self.mode, "contacts": contacts, "sms": self.sms, "attempts_left": 3, **dates}

    def _speak_of(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Approve or revoke another card, with the PIN of this one."""
        card_id, act = name.split("/")[2:]
        if body["pin_proof"] != self.pin_proof:
            return self._wrong_pin()
        self.ended.append((act, body.get("reason", "")))
        self.cards = [one for one in self.cards if one["card"] != card_id or act == "approval"]
        for one in self.cards:
            one["standing"] = "ACTIVE"
        return 204, {}

    def _confirm(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if body["ticket"] != TICKET:
            return 422, {"error": "wrong_ticket"}
        if self.mode != "SMART_CARD" and body["code"] != CODE:
            self.code_tries -= 1
            return (422, {"error": "wrong_code", "attempts_left": self.code_tries}) if self.code_tries else (423, {})
        contacts = {"email": "e•••@exemple.test", "mobile": "+33 6 •• •• •• 18"}
        return 200, {
            "holder": HOLDER,
            "contacts": contacts,
            "binding": "b",
            "nonce": "n",
            "replaceable": self.replaceable,
        }

    def _bind(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = json.loads(jws.extract_compact(body["proof"].encode()).payload)
        if abs(said["iat"] - (datetime.now(UTC) + self.skew).timestamp()) > 60:
            self.refused_proofs += 1
            return 422, {"error": "invalid_proof"}
        if self.too_many_cards and "replaces" not in body:
            facts = {"platform": "Android", "created_at": self.instant(), "last_used_at": None, "state": "ACTIVE"}
            return 409, {"error": "too_many_cards", "cards": [{"card": str(uuid4()), "name": "Chrome", **facts}]}
        if self.former_pin_wanted and body.get("former_pin_proof", self.former_pin_wanted) != self.former_pin_wanted:
            return 422, {"error": "wrong_pin", "attempts_left": 2}
        self.key = jwk.import_key(jws.extract_compact(body["proof"].encode()).headers()["jwk"])
        header, claims = read_jws(body["proof"], self.key)
        assert header["typ"] == "card-binding+jwt"
        assert (claims["aud"], claims["activation"], claims["nonce"]) == (ISSUER, str(ACTIVATION), "n")
        self.pin_proof = body["pin_proof"]
        dates = {"expires_at": self.instant(timedelta(days=1095)), "usable_from": self.instant(self.usable_after)}
        return 201, {"card": str(uuid4()), "kid": self.key.thumbprint(), "server_time": self.instant(), **dates}

    def _is_proved(self, method: str, path: str, text: str, proof: str) -> bool:
        header, claims = read_jws(proof, self.key)
        now = (datetime.now(UTC) + self.skew).timestamp()
        return (
            (header["typ"], header["kid"]) == ("card-proof+jwt", self.key.thumbprint())
            and (claims["htm"], claims["htu"]) == (method, ORIGIN + path)
            and claims["bsh"] == base64url(hashlib.sha256(text.encode()).digest())
            and abs(claims["iat"] - now) <= 60
            and bool(claims["jti"])
        )

    def _card_call(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if name == "/cards":
            return 200, {"cards": self.cards, "server_time": self.instant()}
        if name.startswith("/cards/"):
            return self._speak_of(name, body)
        if name == "/card" and body:
            self.names.append(body["name"])
            return 204, {}
        if name == "/card":
            dates = {"created_at": self.instant(), "expires_at": self.instant(timedelta(days=1095))}
            device = {"name": "Chrome", "platform": "Linux", "app_version": "0"}
            facts = {"activation_mode": "CODES", "last_used_at": None}
            return 200, {
                "card": str(uuid4()),
                "state": self.state,
                "holder": HOLDER,
                "device": device,
                **facts,
                **dates,
            }
        if name == "/card/pin":
            right = body["pin_proof"] == self.pin_proof
            self.pin_proof = body["new_pin_proof"] if right else self.pin_proof
            return (204, {}) if right else self._wrong_pin()
        if name == "/card/revocation":
            return 204, {}
        if name in {"/push-subscription", "/sessions", "/sign-ins"}:
            return self._holder_call(name, body)
        if name == "/login-requests":
            return 200, {"login_requests": self.requests, "server_time": self.instant()}
        if name == "/login-requests/claim":
            return self._claim(body)
        return self._decide(name.split("/")[2], body)

    def _claim(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        found = self.claims.get(body["claim"], 404)
        if isinstance(found, int):
            return found, {
                "error": {404: "not_found", 409: "already_claimed", 410: "expired"}.get(found, "not_admitted")
            }
        if found not in self.requests:
            self.requests.append(found)
        return 200, found

    def _holder_call(self, name: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if name == "/push-subscription":
            self.endpoints = [body["endpoint"]] if body else []
            return 204, {}
        if name == "/sessions":
            return 200, {"sessions": self.sessions, "server_time": self.instant()}
        page, self.sign_ins = self.sign_ins[:2], self.sign_ins[2:]
        older = "2026-03-17T12:00:00Z" if self.sign_ins else None
        return 200, {"sign_ins": page, "next": older, "server_time": self.instant()}

    def _wrong_pin(self) -> tuple[int, dict[str, Any]]:
        self.pin_tries -= 1
        return (
            (422, {"error": "wrong_pin", "attempts_left": self.pin_tries})
            if self.pin_tries
            else (423, {"error": "card_locked"})
        )

    def _decide(self, asked_id: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The same statement gets the same answer."""
        if body["decision_jws"] not in self.answered:
            self.answered[body["decision_jws"]] = self._judge(asked_id, body)
        return self.answered[body["decision_jws"]]

    def _judge(self, asked_id: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked = next((one for one in self.requests if one["id"] == asked_id), None)
        if asked is None:
            return 410, {"error": "expired"}
        header, claims = read_jws(body["decision_jws"], self.key)
        members = ("environment", "purpose", "scopes", "binding_text", "origin")
        shown = {"client": asked["client"]["name"], **{name: ({**asked, **asked["client"]})[name] for name in members}}
        assert header["typ"] == "card-decision+jwt"
        assert claims["display"] == digest_of(shown)
        assert claims["challenge"] == asked["challenge"]
        if claims["decision"] == "approve" and body["pin_proof"] != self.pin_proof:
            return self._wrong_pin()
        self.requests.remove(asked)
        self.decisions.append(claims)
        if claims["decision"] == "approve" and asked.get("way") == "LINK":
            assert "number" not in claims
            return 200, {"state": "APPROVED", "return_code": RETURN_CODE}
        if claims["decision"] == "approve" and claims.get("number") != "42":
            return 200, {"state": "DENIED", "reason": "wrong_number"}
        return 200, {"state": {"approve": "APPROVED", "deny": "DENIED", "report": "REPORTED"}[claims["decision"]]}
