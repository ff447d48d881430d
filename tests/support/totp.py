"""The current code of an authenticator app. Source: RFC 6238, SHA-1, 30 s, 6 digits."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret: str, at: float | None = None) -> str:
    """secret: base32, as apps take it. at: seconds since the epoch; None = now."""
    padded = secret + "=" * (-len(secret) % 8)
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(padded, casefold=True), counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
