"""The server's side of an activation: two codes, then a card bound to the key of a phone."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from joserfc import jwk, jws

from tests.wallet.facts import ACTIVATION, CODE, HOLDER, ISSUER, TICKET, read_jws

Answer = tuple[int, dict[str, Any]]


@dataclass
class Activations:
    """One person who activates. `skew`: how far the server's clock is from the phone's."""

    skew: timedelta = timedelta(0)
    mode: str = "CODES"
    code_tries: int = 3
    birth_date_wanted: bool = False
    too_many_cards: bool = False
    usable_after: timedelta = timedelta(0)
    key: Any = None
    pin_proof: str = ""
    replaceable: list[dict[str, Any]] = field(default_factory=list)
    former_pin_wanted: str = ""
    sms: str = "received"
    refused_proofs: int = 0

    def instant(self, after: timedelta = timedelta(0)) -> str:
        """Return an ISO instant of the server's clock."""
        return (datetime.now(UTC) + self.skew + after).isoformat()

    def give_card(self, key: Any, pin_proof: str) -> dict[str, Any]:
        """Bind a card to a key, without asking anything; return what its phone is told."""
        self.key = key
        self.pin_proof = pin_proof
        dates = {"expires_at": self.instant(timedelta(days=1095)), "usable_from": self.instant(self.usable_after)}
        return {"card": str(uuid4()), "kid": key.thumbprint(), "server_time": self.instant(), **dates}

    def activation_call(self, name: str, body: dict[str, Any]) -> Answer | None:
        """Answer a call of an activation; None when it is none."""
        if name == "/activations" or name.endswith("/resend"):
            wanted = {"birth_date_wanted": self.birth_date_wanted, "resend_after": 45}
            return 202, {"activation": str(ACTIVATION), "expires_at": self.instant(timedelta(minutes=15)), **wanted}
        if name.endswith("/look"):
            return self._look(body)
        if name.endswith("/confirm"):
            return self._confirm(body)
        if name.endswith("/bind"):
            return self._bind(body)
        return None

    def _look(self, body: dict[str, Any]) -> Answer:
        if body["ticket"] != TICKET:
            return 422, {"error": "wrong_ticket"}
        contacts = {"email": "e•••@exemple.test", "mobile": "+33 ••• 18"}
        dates = {"expires_at": self.instant(timedelta(minutes=15)), "resend_at": self.instant()}
        return 200, {"mode": self.mode, "contacts": contacts, "sms": self.sms, "attempts_left": 3, **dates}

    def _confirm(self, body: dict[str, Any]) -> Answer:
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

    def _bind(self, body: dict[str, Any]) -> Answer:
        said = json.loads(jws.extract_compact(body["proof"].encode()).payload)
        if abs(said["iat"] - (datetime.now(UTC) + self.skew).timestamp()) > 60:
            self.refused_proofs += 1
            return 422, {"error": "invalid_proof"}
        if self.too_many_cards and "replaces" not in body:
            facts = {"platform": "Android", "created_at": self.instant(), "last_used_at": None, "state": "ACTIVE"}
            return 409, {"error": "too_many_cards", "cards": [{"card": str(uuid4()), "name": "Chrome", **facts}]}
        if self.former_pin_wanted and body.get("former_pin_proof", self.former_pin_wanted) != self.former_pin_wanted:
            return 422, {"error": "wrong_pin", "attempts_left": 2}
        key = jwk.import_key(jws.extract_compact(body["proof"].encode()).headers()["jwk"])
        header, claims = read_jws(body["proof"], key)
        assert header["typ"] == "card-binding+jwt"
        assert (claims["aud"], claims["activation"], claims["nonce"]) == (ISSUER, str(ACTIVATION), "n")
        return 201, self.give_card(key, body["pin_proof"])
