"""Random values that are shown once, and the digests that are stored in their place."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

AUTHORIZATION_CODE = "ac_"
ACCESS_TOKEN = "at_"  # noqa: S105 - a prefix, by which scanners find leaks
REFRESH_TOKEN = "rt_"  # noqa: S105 - likewise
BACKCHANNEL_REQUEST = "ba_"
SERVICE_TOKEN = "sv_"  # noqa: S105 - likewise
JWT_ID = "jt_"  # of a signed access token: kept as a digest, and opens nothing by itself
CLIENT_SECRET = "cs_"  # noqa: S105 - likewise


def draw(prefix: str = "") -> str:
    """Return 256 random bits as text, after a prefix that says what it is."""
    return prefix + secrets.token_urlsafe(32)


def derive(parent: str, *, key: bytes, prefix: str) -> str:
    """Return what follows a random value: the same each time; for who has no key, as good as drawn."""
    made = hmac.digest(key, parent.encode("utf-8", "surrogatepass"), "sha256")
    return prefix + urlsafe_b64encode(made).rstrip(b"=").decode("ascii")


def digest(value: str) -> str:
    """Return the SHA-256 of a random value in hexadecimal, any text allowed."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def digest_with_pepper(value: str, *, pepper: bytes) -> str:
    """Return the SHA-256 of a value behind a pepper that lives outside the database: for client secrets, which live
    long."""
    return hashlib.sha256(pepper + b"\x00" + value.encode("utf-8", "surrogatepass")).hexdigest()


def base64url_sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes in base64url without padding, as JOSE writes it."""
    return urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
