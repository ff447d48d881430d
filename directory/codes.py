"""Codes and tokens that people carry from a message to a page. Pure: peppers are given, nothing is stored here."""

import hashlib
import hmac
import secrets
from uuid import UUID

TOKEN_BYTES = 24  # 192 bits, 32 characters in a link
API_KEY_BYTES = 32  # 256 bits: what the hint shows of a key leaves far more than 160
API_KEY_PREFIX = "ak_"  # by which scanners find keys that were published by mistake
_SEPARATORS = "-‐‑–·._"  # as keyboards and mail programs write a dash


def draw_code(digits: int) -> str:
    """Draw a code of that many digits, every value as likely as another."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"


def is_code(text: str, digits: int) -> bool:
    """May this be a code of that many digits? What cannot is not worth one of its tries."""
    return len(text) == digits and text.isascii() and text.isdigit()


def draw_token() -> str:
    """Draw the secret part of a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def draw_api_key() -> str:
    """Draw the key of an application."""
    return API_KEY_PREFIX + secrets.token_urlsafe(API_KEY_BYTES)


def api_key_digest(key: str) -> bytes:
    """What is stored of a key: it has enough bits to need no pepper, and is found by its digest."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def api_key_hint(key: str) -> str:
    """What is shown of a key once it was handed over."""
    return key[:8]


def code_digest(pepper: bytes, verification_id: UUID, code: str) -> bytes:
    """What is stored of a code: bound to its row, so that no digest can be copied to another."""
    return hmac.digest(pepper, f"contact-code:{verification_id}:{code}".encode(), "sha256")


def target_digest(pepper: bytes, target: str) -> bytes:
    """What is stored of an address, a number or a network that is only compared: keyed, for they can be guessed."""
    return hmac.digest(pepper, f"target:{target}".encode("utf-8", "surrogatepass"), "sha256")


def message_tag(pepper: bytes, message_id: UUID) -> str:
    """What a message carries beside its id, so that nobody else can say that it came back: 64 bits, in hexadecimal."""
    return hmac.digest(pepper, f"returned-message:{message_id}".encode(), "sha256")[:8].hex()


def token_digest(token: str) -> bytes:
    """What is stored of a link: its token has enough bits to need no pepper."""
    return hashlib.sha256(token.encode()).digest()


def line_digest(pepper: bytes, *, authority_id: int, words: list[str]) -> bytes:
    """By which a line of staff is known again: whoever reads it without the pepper cannot try names against it."""
    return hmac.digest(pepper, "\x1f".join([f"staff-line:{authority_id}", *words]).encode(), "sha256")


def is_same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)


def read_code(text: str) -> str:
    """A code or a number as people type it: spaces of any kind, dashes and dots do not count."""
    return "".join(character for character in text if not character.isspace() and character not in _SEPARATORS)
