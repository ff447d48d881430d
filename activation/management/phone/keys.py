"""One card of the command-line phone: its key, its salt, what it signs, and the file that holds them."""

import hashlib
import json
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

from activation.policy import PIN_PROOF_BYTES, PIN_PROOF_ITERATIONS
from activation.proofs import ALGORITHM, BINDING_TYP, CALL_TYP

DECISION_TYP = "card-decision+jwt"
SALT_BYTES = 32
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700


@dataclass(frozen=True)
class PhoneKey:
    """One key pair and the salt of its PIN; neither is ever shown."""

    key: ECKey = field(repr=False)
    salt: bytes = field(repr=False)

    @property
    def kid(self) -> str:
        """The RFC 7638 thumbprint of the key."""
        return self.key.thumbprint()

    def prove_pin(self, pin: str) -> str:
        """What the server may see of a PIN: PBKDF2-HMAC-SHA256, base64url."""
        return base64url(
            hashlib.pbkdf2_hmac("sha256", pin.encode(), self.salt, PIN_PROOF_ITERATIONS, dklen=PIN_PROOF_BYTES)
        )

    def prove_binding(self, *, issuer: str, activation: str, nonce: str, at: int) -> str:
        """The proof that this phone holds the key that it asks to bind."""
        public = self.key.as_dict(private=False)
        jwk = {name: public[name] for name in ("kty", "crv", "x", "y")}
        claims = {"aud": issuer, "activation": activation, "nonce": nonce, "iat": at}
        return self._sign({"typ": BINDING_TYP, "jwk": jwk}, claims)

    def prove_call(self, *, method: str, url: str, body: bytes, at: int) -> str:
        """The header `Card-Proof` of one call."""
        digest = base64url(hashlib.sha256(body).digest())
        claims = {"htm": method, "htu": url, "iat": at, "jti": secrets.token_urlsafe(16), "bsh": digest}
        return self._sign({"typ": CALL_TYP, "kid": self.kid}, claims)

    def decide(self, claims: dict[str, Any]) -> str:
        """The signed answer to a login request."""
        return self._sign({"typ": DECISION_TYP, "kid": self.kid}, {**claims, "jti": secrets.token_urlsafe(16)})

    def _sign(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        payload = json.dumps(claims, ensure_ascii=False).encode()
        return jws.serialize_compact({**header, "alg": ALGORITHM}, payload, self.key, algorithms=[ALGORITHM])


@dataclass(frozen=True)
class StoredCard:
    """A card kept in a file."""

    card: str
    national_id: str
    display_name: str
    made_at: str
    phone: PhoneKey = field(repr=False)


def make_key() -> PhoneKey:
    """A new key pair and salt."""
    return PhoneKey(key=ECKey.generate_key("P-256"), salt=secrets.token_bytes(SALT_BYTES))


def save(folder: Path, stored: StoredCard) -> Path:
    """Write a card's file, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    path = folder / f"{stored.card}.json"
    content = {
        "card": stored.card,
        "national_id": stored.national_id,
        "display_name": stored.display_name,
        "made_at": stored.made_at,
        "key": stored.phone.key.as_dict(private=True),
        "salt": stored.phone.salt.hex(),
    }
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
    return path


def load_all(folder: Path) -> list[StoredCard]:
    """The cards of this folder, newest first."""
    cards = [_read(path) for path in folder.glob("*.json")] if folder.is_dir() else []
    return sorted(cards, key=lambda card: card.made_at, reverse=True)


def forget(folder: Path, card: str) -> None:
    """Remove a card's file."""
    (folder / f"{card}.json").unlink(missing_ok=True)


def base64url(raw: bytes) -> str:
    """Bytes in base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(path: Path) -> StoredCard:
    content = json.loads(path.read_text(encoding="utf-8"))
    phone = PhoneKey(key=ECKey.import_key(content["key"]), salt=bytes.fromhex(content["salt"]))
    return StoredCard(
        card=content["card"],
        national_id=content["national_id"],
        display_name=content["display_name"],
        made_at=content["made_at"],
        phone=phone,
    )
