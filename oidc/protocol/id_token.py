"""The claims of an id_token (OpenID Connect Core §2, §3.1.3.6)."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oidc import policy


@dataclass(frozen=True)
class Authentication:
    """Who authenticated, when and how: what every token of one grant repeats.

    national_id: empty where the service is not told it.
    """

    subject: str
    national_id: str
    auth_time: datetime
    acr: str
    amr: tuple[str, ...]
    auth_mode: str
    sid: str
    nonce: str


def make_subject(*, namespace: str, national_id: str) -> str:
    """Return `sub` in the national service's shape, `f:<uuid of this directory>:<national id>`, under 255 ASCII
    characters."""
    return f"f:{namespace}:{national_id}"


def read_subject(subject: str, *, namespace: str) -> str:
    """Return the national number of a `sub` as `make_subject` writes it; an empty string where it is none."""
    prefix = make_subject(namespace=namespace, national_id="")
    return subject.removeprefix(prefix) if subject.startswith(prefix) else ""


def make_pairwise_subject(*, key: bytes, sector: str, person: int) -> str:
    """Return a `sub` that services of another sector cannot know (OpenID Connect Core §8.1), 43 characters of ASCII.

    person: what the directory never changes of them, whatever becomes of their number.
    """
    digest = hmac.digest(key, f"{sector}|{person}".encode(), hashlib.sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def make_at_hash(access_token: str) -> str:
    """Return the left half of the token's SHA-256 in base64url (OpenID Connect Core §3.1.3.6; ES256, RS256 and
    PS256 all hash with SHA-256)."""
    half = hashlib.sha256(access_token.encode("ascii")).digest()[:16]
    return urlsafe_b64encode(half).rstrip(b"=").decode("ascii")


def build_claims(
    who: Authentication, *, issuer: str, client_id: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """Return the claims in the order they are written; `nonce` only when the request had one, the national number only
    where it is told.
    """
    issued_at = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": who.subject,
        "aud": client_id,
        "exp": issued_at + int(policy.ID_TOKEN_LIFETIME.total_seconds()),
        "iat": issued_at,
        "auth_time": int(who.auth_time.timestamp()),
        "nonce": who.nonce,
        "acr": who.acr,
        "amr": list(who.amr),
        "sid": who.sid,
        "at_hash": make_at_hash(access_token),
        "authMode": who.auth_mode,
    }
    if who.national_id:
        claims |= {"SubjectNameID": who.national_id, "preferred_username": who.national_id}
    if not who.nonce:
        del claims["nonce"]
    return claims
