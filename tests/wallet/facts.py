"""What both sides of the wallet's tests know: addresses, one person, the two codes, and how statements are read."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jws

STATIC = Path(__file__).resolve().parents[2] / "static"
ORIGIN = "http://localhost:8001"
ISSUER = "http://localhost:8000"
API = "/api/wallet/v1"
ACTIVATION = UUID("00000000-0000-4000-8000-000000000007")
TICKET = "tickeT_-x"
CODE = "204918"
PIN = "593827"
SALT = bytes(range(32))
PIN_PROOF = (
    base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", PIN.encode(), SALT, 600_000, 32)).rstrip(b"=").decode()
)
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
