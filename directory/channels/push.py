"""Web Push: a phone is woken, and told nothing else. Sources: RFC 8030 (the call), RFC 8292 (VAPID)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused

ALGORITHM = "ES256"
TOKEN_LIFETIME = timedelta(hours=12)  # RFC 8292 §2 allows a day
KEPT_FOR = 120  # seconds that the push service keeps it for a phone that is off: a request lives no longer
SCALAR_BYTES = 32


class Woken(Enum):
    """What the push service said."""

    ACCEPTED = "accepted"
    GONE = "gone"  # the phone does not want it any more: forget the address
    FAILED = "failed"


def is_configured() -> bool:
    """Whether this deployment has a key."""
    return bool(settings.VAPID_PRIVATE_KEY)


def is_allowed(endpoint: str) -> bool:
    """Whether an address that a phone gave is one of a push service: https, a known host, its own port, no more."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    named = f"{host}:{port}" if port is not None else host
    if named in settings.PUSH_HOSTS and port is not None:  # a service of one's own, written with its port
        return parts.scheme in {"https", "http"} and not parts.username and not parts.fragment
    known = any(host == item or (item.startswith(".") and host.endswith(item)) for item in settings.PUSH_HOSTS)
    return parts.scheme == "https" and known and port in {None, 443} and not parts.username and not parts.fragment


def public_key() -> str:
    """What a browser subscribes with: the uncompressed point in base64url; empty without a key."""
    return _key(settings.VAPID_PRIVATE_KEY)[1] if is_configured() else ""


def wake(endpoint: str, *, now: datetime) -> Woken:
    """Wake one phone, once: an empty message, so that the push service learns nothing of why."""
    if not is_configured() or not is_allowed(endpoint):
        return Woken.FAILED
    headers = {
        "Authorization": f"vapid t={_token(endpoint, now)}, k={public_key()}",
        "TTL": str(KEPT_FOR),
        "Urgency": "high",
        "Topic": "login",  # a later one replaces the one that still waits
    }
    try:
        status = web.post_nothing(endpoint, headers)
    except (ChannelUnavailable, MessageRefused):
        return Woken.FAILED
    if status in {404, 410}:
        return Woken.GONE
    return Woken.ACCEPTED if 200 <= status < 300 else Woken.FAILED


def make_keys() -> tuple[str, str]:
    """A new private scalar and its public point, both in base64url."""
    scalar = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(SCALAR_BYTES, "big")
    private = _base64url(scalar)
    return private, _key(private)[1]


@lru_cache(maxsize=2)
def _key(private: str) -> tuple[ECKey, str]:
    scalar = int.from_bytes(urlsafe_b64decode(private + "=" * (-len(private) % 4)), "big")
    key = ec.derive_private_key(scalar, ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return ECKey.import_key(key), _base64url(point)


def _token(endpoint: str, now: datetime) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + TOKEN_LIFETIME).timestamp()),
        "sub": settings.VAPID_SUBJECT,
    }
    return jwt.encode({"typ": "JWT", "alg": ALGORITHM}, claims, _key(settings.VAPID_PRIVATE_KEY)[0])


def _base64url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
