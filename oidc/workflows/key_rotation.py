"""Signing keys come to be: one active key an algorithm, made at the first start."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose, sealing
from oidc.queries import keyring
from oidc.vocabulary import KeyState


def ensure_signing_keys(*, now: datetime) -> int:
    """Make the active key of every algorithm that has none, and return how many were made. Safe to run twice, and
    at once."""
    have = set(SigningKey.objects.filter(state=KeyState.ACTIVE).values_list("algorithm", flat=True))
    made = sum(_make_active_key(algorithm, now=now) for algorithm in policy.SIGNING_ALGORITHMS if algorithm not in have)
    if made:
        keyring.forget()
    return made


def _make_active_key(algorithm: str, *, now: datetime) -> int:
    key = jose.make_key(algorithm)
    try:
        with transaction.atomic():
            SigningKey.objects.create(
                kid=key.kid,
                algorithm=algorithm,
                state=KeyState.ACTIVE,
                public_jwk=jose.public_jwk(key),
                encrypted_private_jwk=sealing.seal(jose.private_jwk(key), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS),
                created_at=now,
                activated_at=now,
            )
    except IntegrityError:  # another process made it first: the constraint lets one through
        return 0
    return 1
