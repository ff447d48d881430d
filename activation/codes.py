"""The secrets of an activation: drawn, read as people type them, and digested. Pure: the pepper is given.

What is stored of a secret is an HMAC bound to its row and its use, so that no digest serves elsewhere.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from uuid import UUID

from activation.errors import MalformedNationalId
from activation.policy import CODE_DIGITS
from directory import codes
from directory.codes import is_same, read_code
from directory.errors import MalformedIdentifier
from directory.identifiers import parse_national_id, with_type_digit

__all__ = [
    "Use",
    "call_digest",
    "derive_ticket",
    "draw_code",
    "draw_ticket",
    "draw_token",
    "group_ticket",
    "is_same",
    "number_digest",
    "read_code",
    "read_national_id",
    "read_ticket",
    "secret_digest",
    "token_digest",
]

TICKET_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
TICKET_LENGTH = 28  # characters: 140 bits, at least the 128 that a ticket needs
TICKET_GROUP = 4  # characters between two dashes where people read it
TOKEN_BYTES = 32
_LOOKALIKES = str.maketrans("OIL", "011")


class Use(Enum):
    """What a digest stands for."""

    NUMBER = "number"
    TICKET = "ticket"
    CODE = "code"
    BINDING = "binding"
    CALL = "call"
    SHOWN = "shown"
    LINK = "link"


def draw_ticket() -> str:
    """Draw the secret of the e-mail, as its link carries it."""
    return "".join(secrets.choice(TICKET_ALPHABET) for _ in range(TICKET_LENGTH))


def derive_ticket(pepper: bytes, row_id: UUID, drawn_at: datetime) -> str:
    """The secret that a screen shows as a QR: the same again for the same row and instant, so that the page may be
    read again without the secret being stored. Who has the database and not the pepper cannot make it.
    """
    number = int.from_bytes(secret_digest(pepper, Use.SHOWN, row_id, drawn_at.isoformat()), "big")
    size = len(TICKET_ALPHABET)
    return "".join(TICKET_ALPHABET[number // size**place % size] for place in range(TICKET_LENGTH))


def group_ticket(ticket: str) -> str:
    """The ticket in groups that the eye can follow: `7K3M-QX2P-…`."""
    return "-".join(ticket[start : start + TICKET_GROUP] for start in range(0, len(ticket), TICKET_GROUP))


def read_ticket(text: str) -> str:
    """A ticket as people type it: case, spaces and dashes do not count, O is 0, I and L are 1."""
    return read_code(text).upper().translate(_LOOKALIKES)


def draw_code() -> str:
    """Draw the secret of the SMS, every value as likely as another."""
    return codes.draw_code(CODE_DIGITS)


def read_national_id(text: str) -> str:
    """A national number as people type it: an RPPS number, an old ADELI number, or a whole one with its kind before it.

    Returns the whole number (`8` and 11 digits, most often). Raises MalformedNationalId.
    """
    compact = read_code(text)
    written = compact if compact.isascii() and compact.isdigit() else "".join(text.split())
    try:
        return str(parse_national_id(with_type_digit(written)))
    except MalformedIdentifier:
        raise MalformedNationalId() from None


def draw_token() -> str:
    """Draw a secret that programs alone carry: 256 bits, base64url."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def secret_digest(pepper: bytes, use: Use, row_id: UUID, secret: str) -> bytes:
    """What is stored of a secret of one row. 32 bytes."""
    return hmac.digest(pepper, f"{use.value}:{row_id}:{secret}".encode("utf-8", "replace"), "sha256")


def token_digest(pepper: bytes, use: Use, token: str) -> bytes:
    """What is stored of a secret that finds its own row. 32 bytes."""
    return hmac.digest(pepper, f"{use.value}:{token}".encode("utf-8", "replace"), "sha256")


def number_digest(pepper: bytes, national_id: str) -> bytes:
    """What is stored of a number that somebody typed: equal numbers are counted, none can be read. 32 bytes."""
    return hmac.digest(pepper, f"{Use.NUMBER.value}:{national_id}".encode(), "sha256")


def call_digest(pepper: bytes, row_id: UUID, content: Mapping[str, object]) -> bytes:
    """What is stored of a call to know the same one again, whatever its spaces and order. 32 bytes."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return secret_digest(pepper, Use.CALL, row_id, canonical)


def question_of(auth_req_id: str) -> UUID:
    """Return the id of the question on the phones that a service polls for: whoever knows what it polls with knows the
    question, and nobody the other way round.
    """
    return UUID(bytes=hashlib.sha256(f"question {auth_req_id}".encode("utf-8", "surrogatepass")).digest()[:16])
