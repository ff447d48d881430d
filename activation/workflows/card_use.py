"""A card is used: who calls, what the card may do at this instant, and whether its PIN is right."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from activation import queries
from activation.codes import Use, secret_digest
from activation.models import CardCallMarker, VirtualCard
from activation.policy import CALL_MARKER_LIFETIME
from activation.proofs import Call, ProofRefused, read_call_proof, verify_call
from activation.workflows.pin_judgement import PinOutcome, PinVerdict, verify_pin
from activation.workflows.standing import standing, standing_with

__all__ = [
    "PinOutcome",
    "PinVerdict",
    "has_signed_reading",
    "key_of_call",
    "recognise_call",
    "standing",
    "standing_with",
    "verify_pin",
]

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def recognise_call(*, proof: str, method: str, path: str, body: bytes, now: datetime) -> VirtualCard | None:
    """The card that signed this very call, whatever its state; None for any reason else.

    proof: the compact JWS of the header. A proof that writes is taken once; reading again reads the same.
    """
    try:
        claimed = read_call_proof(proof)
        card = queries.find_card_by_key(claimed.kid)
        if card is None:
            return None
        jti = verify_call(claimed, card.public_jwk, call=_call(method, path, body), now=now)
    except ProofRefused:
        return None
    if method not in READING_METHODS and not _remember(card, jti, now):
        return None
    return card


def key_of_call(proof: str) -> str | None:
    """Which key claims to have signed a call, for who looks the card up by themselves; None: that is no proof."""
    try:
        return read_call_proof(proof).kid
    except ProofRefused:
        return None


def has_signed_reading(card: VirtualCard, *, proof: str, path: str, now: datetime) -> bool:
    """Whether this card signed this very reading (GET, without a body) just now."""
    try:
        verify_call(read_call_proof(proof), card.public_jwk, call=_call("GET", path, b""), now=now)
    except ProofRefused:
        return False
    return True


def _call(method: str, path: str, body: bytes) -> Call:
    return Call(method=method, url=f"{settings.WALLET_ORIGIN}{path}", body=body)


def _remember(card: VirtualCard, jti: str, now: datetime) -> bool:
    """Keep the identifier of a writing call; False: it was seen."""
    digest = secret_digest(settings.CODE_PEPPER, Use.CALL, card.pk, jti)
    table = connection.ops.quote_name(CardCallMarker._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (card_id, jti_digest, expires_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
            [card.pk, digest, now + CALL_MARKER_LIFETIME],
        )
        return bool(cursor.rowcount == 1)
