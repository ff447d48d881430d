"""What a QR code or a link hands to a phone: the id of a login request, and a proof that it was seen on its page.

`<id>.<proof>`: the proof of a QR code changes with every step of time, that of a link lives as long as the request.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from oidc.policy import CLAIM_STEP_SECONDS

_CLAIM = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})", re.ASCII)
_LINK = "link"
_RETURN = "return"


@dataclass(frozen=True)
class Claim:
    """A claim as it came: nothing of it was verified."""

    login_request: UUID
    proof: str


def read(text: str) -> Claim | None:
    """Return what the text claims, or None when it is no claim."""
    found = _CLAIM.fullmatch(text)
    return Claim(UUID(found[1]), found[2]) if found else None


def write_qr(login_request: UUID, *, key: bytes, now: datetime) -> str:
    """Return the claim of this step."""
    return f"{login_request}.{_proof(key, login_request, str(_step(now)))}"


def write_link(login_request: UUID, *, key: bytes) -> str:
    """Return the claim that a link carries."""
    return f"{login_request}.{_proof(key, login_request, _LINK)}"


def proves_qr(claim: Claim, *, key: bytes, now: datetime) -> bool:
    """Whether the QR code of this step or of the one before was seen."""
    steps = (_step(now), _step(now) - 1)
    return any(_matches(claim, key, str(step)) for step in steps)


def proves_link(claim: Claim, *, key: bytes) -> bool:
    """Whether the link of the page was followed."""
    return _matches(claim, key, _LINK)


def make_return_code(login_request: UUID, jti: str, *, key: bytes) -> str:
    """Return the code that answers one signed approval: the same for the same one, so that a lost answer can be asked
    again, though only its digest is stored.
    """
    return _proof(key, login_request, f"{_RETURN}.{jti}")


def _step(now: datetime) -> int:
    return int(now.timestamp()) // CLAIM_STEP_SECONDS


def _matches(claim: Claim, key: bytes, purpose: str) -> bool:
    return hmac.compare_digest(claim.proof, _proof(key, claim.login_request, purpose))


def _proof(key: bytes, login_request: UUID, purpose: str) -> str:
    made = hmac.digest(key, f"{login_request}.{purpose}".encode(), sha256)
    return urlsafe_b64encode(made).rstrip(b"=").decode("ascii")
