"""The other side of the wallet's API, that verifies every signature."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.wallet.activations import Activations, Answer
from tests.wallet.facts import API, HOLDER, ORIGIN, RETURN_CODE, SERVICE, base64url, digest_of, read_jws


@dataclass
class FakeServer(Activations):
    """One person, one phone."""

    state: str = "ACTIVE"
    pin_tries: int = 3
    cards: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    ended: list[tuple[str, str]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    claims: dict[str, dict[str, Any] | int] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    sign_ins: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, Answer] = field(default_factory=dict)
    push_key: str = ""
    endpoints: list[str] = field(default_factory=list)

    def ask(self, **differences: Any) -> dict[str, Any]:
        """Let a service ask for a sign-in; the right number is 42."""
        asked = self._asked(**differences)
        self.requests.append(asked)
        return asked

    def _asked(self, **differences: Any) -> dict[str, Any]:
        return {
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

    def offer(self, way: str, **differences: Any) -> str:
        """Let a page show a QR code, or a link; return its claim."""
        ours = {"way": way, "numbers": [], "same_network": True, "claimed_from": "192.0.2.17", "return_to": None}
        asked = self._asked(**{**ours, **differences})  # nobody's phone lists it before it is claimed
        claim = f"{asked['id']}.{base64url(b'p' * 32)}"
        self.claims[claim] = asked
        return claim

    def hear(self, method: str, path: str, text: str, headers: dict[str, str]) -> Answer:
        """Note one call of the API, and answer it."""
        self.bodies.append(text)
        return self.call(method, path, text, headers)

    def call(self, method: str, path: str, text: str, headers: dict[str, str]) -> Answer:
        """Answer one call of the API."""
        name = path.removeprefix(API)
        body = json.loads(text) if text else {}
        activating = self.activation_call(name, body)
        if activating is not None:
            return activating
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

    def _speak_of(self, name: str, body: dict[str, Any]) -> Answer:
        """Approve or revoke another card, with the PIN of this one."""
        card_id, act = name.split("/")[2:]
        if body["pin_proof"] != self.pin_proof:
            return self._wrong_pin()
        self.ended.append((act, body.get("reason", "")))
        self.cards = [one for one in self.cards if one["card"] != card_id or act == "approval"]
        for one in self.cards:
            one["standing"] = "ACTIVE"
        return 204, {}

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

    def _card_call(self, name: str, body: dict[str, Any]) -> Answer:
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

    def _claim(self, body: dict[str, Any]) -> Answer:
        found = self.claims.get(body["claim"], 404)
        if isinstance(found, int):
            return found, {
                "error": {404: "not_found", 409: "already_claimed", 410: "expired"}.get(found, "not_admitted")
            }
        if found not in self.requests:
            self.requests.append(found)
        return 200, found

    def _holder_call(self, name: str, body: dict[str, Any]) -> Answer:
        if name == "/push-subscription":
            self.endpoints = [body["endpoint"]] if body else []
            return 204, {}
        if name == "/sessions":
            return 200, {"sessions": self.sessions, "server_time": self.instant()}
        page, self.sign_ins = self.sign_ins[:2], self.sign_ins[2:]
        older = "2026-03-17T12:00:00Z" if self.sign_ins else None
        return 200, {"sign_ins": page, "next": older, "server_time": self.instant()}

    def _wrong_pin(self) -> Answer:
        self.pin_tries -= 1
        return (
            (422, {"error": "wrong_pin", "attempts_left": self.pin_tries})
            if self.pin_tries
            else (423, {"error": "card_locked"})
        )

    def _decide(self, asked_id: str, body: dict[str, Any]) -> Answer:
        """The same statement gets the same answer."""
        if body["decision_jws"] not in self.answered:
            self.answered[body["decision_jws"]] = self._judge(asked_id, body)
        return self.answered[body["decision_jws"]]

    def _judge(self, asked_id: str, body: dict[str, Any]) -> Answer:
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
