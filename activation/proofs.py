"""What a phone signs: compact JWS of one algorithm, one curve and a named type, and what each must say. Pure.

Sources: RFC 7515 (JWS), RFC 7638 (thumbprint), RFC 8725 (explicit typing), RFC 9449 §4 (the shape of a call's proof).
"""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from activation.policy import PROOF_CLOCK_SKEW, PROOF_MAX_LENGTH

ALGORITHM = "ES256"
CALL_TYP = "card-proof+jwt"
BINDING_TYP = "card-binding+jwt"
_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}", re.ASCII)  # r and s of 32 bytes
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_THUMBPRINT = _COORDINATE
_JTI = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_HEADERS = {CALL_TYP: {"typ", "alg", "kid"}, BINDING_TYP: {"typ", "alg", "jwk"}}


class ProofRefused(Exception):
    """The proof is not one; `reason` is a stable English code for tests and logs, never for the caller."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class CallProof:
    """What the proof of one call says, its signature not verified yet. jti: its identifier."""

    kid: str
    text: str


@dataclass(frozen=True)
class Call:
    """The call as the server received it. url: the configured origin and the path; body: its bytes."""

    method: str
    url: str
    body: bytes


@dataclass(frozen=True)
class NewKey:
    """The key of a new card: its public members alone, and its RFC 7638 thumbprint."""

    public_jwk: dict[str, str]
    kid: str


def read_call_proof(text: str) -> CallProof:
    """Read who claims to call, so that their key can be looked up. Raises ProofRefused."""
    kid = _read_header(text, typ=CALL_TYP).get("kid")
    if not isinstance(kid, str) or not _THUMBPRINT.fullmatch(kid):
        raise ProofRefused("kid")
    return CallProof(kid=kid, text=text)


def verify_call(proof: CallProof, public_jwk: Mapping[str, Any], *, call: Call, now: datetime) -> str:
    """Verify that the card signed this very call just now; return its jti. Raises ProofRefused."""
    claims = verify_jws(proof.text, public_jwk, typ=CALL_TYP)
    digest = urlsafe_b64encode(hashlib.sha256(call.body).digest()).rstrip(b"=").decode()
    _require_equal(claims, {"htm": call.method, "htu": call.url, "bsh": digest})
    _require_recent(claims.get("iat"), now=now)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not _JTI.fullmatch(jti):
        raise ProofRefused("jti")
    return jti


def verify_binding(text: str, *, issuer: str, activation: str, nonce: str, now: datetime) -> NewKey:
    """Verify that the phone holds the key that it asks to bind to this activation. Raises ProofRefused."""
    jwk = read_public_jwk(_read_header(text, typ=BINDING_TYP).get("jwk"))
    claims = verify_jws(text, jwk, typ=BINDING_TYP)
    _require_equal(claims, {"aud": issuer, "activation": activation, "nonce": nonce})
    _require_recent(claims.get("iat"), now=now)
    return NewKey(public_jwk=jwk, kid=_key(jwk).thumbprint())


def verify_jws(text: str, public_jwk: Mapping[str, Any], *, typ: str) -> dict[str, Any]:
    """Verify a compact JWS of this type under this key, and return its claims. Raises ProofRefused.

    The header may hold what its type needs and nothing else: no jku, no x5u, no crit can be followed.
    """
    _read_header(text, typ=typ)
    registry = jws.JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = PROOF_MAX_LENGTH
    try:
        verified = jws.deserialize_compact(text.encode("ascii"), _key(public_jwk), registry=registry)
    except (JoseError, ValueError):
        raise ProofRefused("signature") from None
    return _read_object(verified.payload, "claims")


def read_public_jwk(value: object) -> dict[str, str]:
    """The four public members of a P-256 key; a private key, another curve or a point off it is refused."""
    if not isinstance(value, dict) or "d" in value:
        raise ProofRefused("jwk")
    if value.get("kty") != "EC" or value.get("crv") != "P-256":
        raise ProofRefused("jwk")
    jwk = {"kty": "EC", "crv": "P-256"}
    for name in ("x", "y"):
        coordinate = value.get(name)
        if not isinstance(coordinate, str) or not _COORDINATE.fullmatch(coordinate):
            raise ProofRefused("jwk")
        jwk[name] = coordinate
    _key(jwk)
    return jwk


def _key(jwk: Mapping[str, Any]) -> ECKey:
    try:
        key = ECKey.import_key(dict(jwk))
        _ = key.public_key  # joserfc reads the point at first use: a point off the curve is found here
    except (JoseError, ValueError):
        raise ProofRefused("jwk") from None
    return key


def _read_header(text: str, *, typ: str) -> dict[str, Any]:
    if len(text) > PROOF_MAX_LENGTH or not _COMPACT.fullmatch(text):
        raise ProofRefused("shape")
    encoded = text.partition(".")[0]
    try:
        raw = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        raise ProofRefused("header") from None
    header = _read_object(raw, "header")
    if header.get("typ") != typ or header.get("alg") != ALGORITHM:
        raise ProofRefused("header")
    if not set(header) <= _HEADERS.get(typ, {"typ", "alg", "kid"}):
        raise ProofRefused("header")
    return header


def _read_object(raw: bytes, reason: str) -> dict[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise ProofRefused(reason) from None
    if not isinstance(value, dict):
        raise ProofRefused(reason)
    return value


def _require_equal(claims: Mapping[str, Any], expected: Mapping[str, str]) -> None:
    for name, value in expected.items():
        said = claims.get(name)
        if not isinstance(said, str) or not hmac.compare_digest(said.encode("utf-8", "replace"), value.encode()):
            raise ProofRefused(name)


def is_recent(iat: object, *, now: datetime) -> bool:
    """Whether this claim is an instant within the skew that a phone's clock may have."""
    if not isinstance(iat, int | float) or isinstance(iat, bool) or not 0 <= iat < 2**37:
        return False
    return abs(now - datetime.fromtimestamp(iat, UTC)) <= PROOF_CLOCK_SKEW


def _require_recent(iat: object, *, now: datetime) -> None:
    if not is_recent(iat, now=now):
        raise ProofRefused("iat")
