"""Signing keys: one signs for each algorithm, the next one is published already, the former ones stay as long as what
they signed is used.

One process at a time changes keys. What signs is read again by each process every few minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from directory import journal
from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose, sealing
from oidc.queries import keyring
from oidc.vocabulary import KeyState

ONE_AT_A_TIME: Final = 0x4B455953  # key of the advisory lock, arbitrary


class Refusal(StrEnum):
    """Why an order was not followed."""

    UNKNOWN = "unknown"
    TOO_SOON = "too_soon"


@dataclass(frozen=True)
class Rotation:
    """How many keys began to sign, how many were made to sign next, and how many ended."""

    activated: int
    made: int
    ended: int


def ensure_signing_keys(*, now: datetime) -> int:
    """Make the active key of every algorithm that has none, and return how many were made. Safe to run twice, and
    at once."""
    with transaction.atomic():
        _take_turn()
        made = sum(_ensure_active(algorithm, now=now)[1] for algorithm in policy.SIGNING_ALGORITHMS)
    if made:
        keyring.forget()
    return made


def rotate(*, now: datetime) -> Rotation:
    """Do what the calendar says: the next key takes over from an old one once everybody can know it, a next one is
    always there, and keys whose signatures nobody uses any more end. Safe to run twice, and at once.
    """
    activated = made = 0
    with transaction.atomic():
        _take_turn()
        for algorithm in policy.SIGNING_ALGORITHMS:
            active, begun = _ensure_active(algorithm, now=now)
            if _is_old(active, now=now) and _follow(active, now=now) is not None:
                begun += 1
            activated += begun
            made += _ensure_next(algorithm, now=now)
        ended = _end_forgotten(now=now)
    if activated or made or ended:
        keyring.forget()
    return Rotation(activated=activated, made=made, ended=ended)


def rotate_now(*, algorithm: str, now: datetime) -> SigningKey | Refusal:
    """Let the next key of an algorithm sign, whatever the calendar says. An operator's order.

    Returns the key that signs. UNKNOWN: no such algorithm. TOO_SOON: the next key was published so lately that services
    may not know it yet; it is made here when there was none.
    """
    if algorithm not in policy.SIGNING_ALGORITHMS:
        return Refusal.UNKNOWN
    with transaction.atomic():
        _take_turn()
        active, _ = _ensure_active(algorithm, now=now)
        following = _follow(active, now=now)
        _ensure_next(algorithm, now=now)
    keyring.forget()
    return following or Refusal.TOO_SOON


def revoke(*, kid: str, now: datetime) -> SigningKey | Refusal:
    """End a leaked key at once: it is published no more, and its private part is gone. An operator's order.

    Returns the key that signs from now on: when the leaked one did, the next one, known everywhere or not, since no
    algorithm is left without. UNKNOWN: no such key, or ended already.
    """
    with transaction.atomic():
        _take_turn()
        leaked = SigningKey.objects.published().filter(kid=kid).first()
        if leaked is None:
            return Refusal.UNKNOWN
        _end(leaked)
        active, _ = _ensure_active(leaked.algorithm, now=now)
        _ensure_next(leaked.algorithm, now=now)
        journal.record(
            action="oidc.signing_key_revoked",
            subject=active,
            now=now,
            algorithm=active.algorithm,
            kid=active.kid,
            former_kid=kid,
        )
    keyring.forget()
    return active


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _active(algorithm: str) -> SigningKey | None:
    return SigningKey.objects.filter(algorithm=algorithm, state=KeyState.ACTIVE).first()


def _next(algorithm: str) -> SigningKey | None:
    return SigningKey.objects.filter(algorithm=algorithm, state=KeyState.NEXT).first()


def _ensure_active(algorithm: str, *, now: datetime) -> tuple[SigningKey, int]:
    """Return the key that signs, and 1 when it begins to: the next one, else a new one."""
    active = _active(algorithm)
    if active is not None:
        return active, 0
    following = _next(algorithm)
    if following is None:
        return _make(algorithm, KeyState.ACTIVE, now=now), 1
    return _activate(following, now=now), 1


def _ensure_next(algorithm: str, *, now: datetime) -> int:
    if _next(algorithm) is not None:
        return 0
    _make(algorithm, KeyState.NEXT, now=now)
    return 1


def _is_old(active: SigningKey, *, now: datetime) -> bool:
    return (active.activated_at or active.created_at) <= now - timedelta(days=settings.SIGNING_KEY_DAYS)


def _follow(active: SigningKey, *, now: datetime) -> SigningKey | None:
    """Let the next key sign in the place of this one; None, and nothing done, when it is not known everywhere yet."""
    following = _next(active.algorithm)
    if following is None or following.created_at > now - policy.KEY_KNOWN_AFTER:
        return None
    active.state, active.retired_at = KeyState.RETIRING, now
    active.save(update_fields=["state", "retired_at"])
    _activate(following, now=now)
    journal.record(
        action="oidc.signing_key_followed",
        subject=following,
        now=now,
        algorithm=active.algorithm,
        kid=following.kid,
        former_kid=active.kid,
    )
    return following


def _activate(key: SigningKey, *, now: datetime) -> SigningKey:
    key.state, key.activated_at = KeyState.ACTIVE, now
    key.save(update_fields=["state", "activated_at"])
    return key


def _make(algorithm: str, state: KeyState, *, now: datetime) -> SigningKey:
    key = jose.make_key(algorithm)
    return SigningKey.objects.create(
        kid=key.kid,
        algorithm=algorithm,
        state=state,
        public_jwk=jose.public_jwk(key),
        encrypted_private_jwk=sealing.seal(jose.private_jwk(key), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS),
        created_at=now,
        activated_at=now if state == KeyState.ACTIVE else None,
    )


def _end_forgotten(*, now: datetime) -> int:
    """End the keys of which no signature is used any more."""
    forgotten = SigningKey.objects.filter(state=KeyState.RETIRING, retired_at__lte=now - policy.KEY_KEPT_FOR)
    for key in forgotten:
        _end(key)
        journal.record(action="oidc.signing_key_ended", subject=key, now=now, algorithm=key.algorithm, kid=key.kid)
    return len(forgotten)


def _end(key: SigningKey) -> None:
    key.state, key.encrypted_private_jwk = KeyState.REVOKED, b""
    key.save(update_fields=["state", "encrypted_private_jwk"])
