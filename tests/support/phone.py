"""A phone for tests: a real key, real signatures, and any lie a test wants in them."""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey

ISSUER = "http://testserver"
WALLET_ORIGIN = "http://wallet.testserver"
PIN_PROOF = bytes(range(32))
WRONG_PIN_PROOF = bytes(32)


def base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Phone:
    """One key pair. Claims and headers given by name replace the right ones; None removes one."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256")
        public = self.key.as_dict(private=False)
        self.jwk = {name: str(public[name]) for name in ("kty", "crv", "x", "y")}
        self.kid = self.key.thumbprint()

    def sign(self, header: dict[str, Any], claims: dict[str, Any] | bytes) -> str:
        """Sign by hand: a library would refuse to write some of the lies."""
        payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
        text = f"{base64url(json.dumps(header).encode())}.{base64url(payload)}"
        r, s = decode_dss_signature(self.key.private_key.sign(text.encode(), ECDSA(SHA256())))
        return f"{text}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def binding_proof(
        self, activation: object, nonce: str, now: datetime, /, *, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        said = {"aud": ISSUER, "activation": str(activation), "nonce": nonce, "iat": int(now.timestamp())}
        head = {"typ": "card-binding+jwt", "alg": "ES256", "jwk": self.jwk}
        return self.sign(_replace(head, header or {}), _replace(said, claims))

    def call_proof(
        self,
        method: str,
        path: str,
        now: datetime,
        *,
        body: bytes = b"",
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        said = {
            "htm": method,
            "htu": WALLET_ORIGIN + path,
            "iat": int(now.timestamp()),
            "jti": uuid4().hex,
            "bsh": base64url(hashlib.sha256(body).digest()),
        }
        head = {"typ": "card-proof+jwt", "alg": "ES256", "kid": self.kid}
        return self.sign(_replace(head, header or {}), _replace(said, claims))


def _replace(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**values, **changes}.items() if value is not None}
