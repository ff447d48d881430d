"""Proof key for code exchange, S256 and nothing else (RFC 7636, RFC 9700 §2.1.1)."""

import hashlib
import re
from base64 import urlsafe_b64encode
from hmac import compare_digest

from oidc.errors import OAuthError

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)


def require_challenge(*, challenge: str, method: str) -> None:
    """RFC 7636 §4.2, §4.3: a challenge of 43 characters, made with S256.

    An absent method means `plain` (§4.3), which is refused. Raises OAuthError `invalid_request`.
    """
    if not challenge:
        raise OAuthError("invalid_request", "code_challenge is required")
    if method != "S256":
        raise OAuthError("invalid_request", "code_challenge_method must be S256")
    if not _CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "code_challenge is malformed")


def make_challenge(verifier: str) -> str:
    """Return the S256 challenge of an ASCII verifier."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")


def is_verified(*, verifier: str, challenge: str) -> bool:
    """Tell whether the verifier opens the challenge; any text may be given, non-ASCII included.

    Where there was no challenge, there may be no verifier either (RFC 9700 §2.1.1: no downgrade).
    """
    if not challenge:
        return not verifier
    if not _VERIFIER.fullmatch(verifier):
        return False
    return compare_digest(make_challenge(verifier), challenge)
