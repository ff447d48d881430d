"""What the tests of sign-ins share: a stopped clock for the doors, signing keys, and a service that authenticates."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

import pytest
from django.conf import settings
from django.utils import timezone

from oidc.models import ClientSecret, RelyingParty
from oidc.protocol import jose, sealing
from oidc.queries import keyring, registry
from tests.factories.oidc import CLIENT_SECRET, NOON, ClientSecretFactory, RelyingPartyFactory, SigningKeyFactory


@lru_cache
def _key(algorithm: str) -> jose.LoadedKey:
    """Making an RSA key takes a while: once a run."""
    return jose.make_key(algorithm)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Every door reads noon on its clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return NOON


@pytest.fixture(autouse=True)
def _forget_what_is_in_memory() -> Iterator[None]:
    keyring.forget()
    registry.forget()
    yield
    keyring.forget()
    registry.forget()


@pytest.fixture
def signing_keys(db: None) -> dict[str, jose.LoadedKey]:
    """One active key an algorithm."""
    keys = {algorithm: _key(algorithm) for algorithm in ("ES256", "RS256", "PS256")}
    for algorithm, key in keys.items():
        sealed = sealing.seal(jose.private_jwk(key), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS)
        SigningKeyFactory.create(algorithm=algorithm, key=key, encrypted_private_jwk=sealed)
    return keys


@pytest.fixture
def service(db: None) -> RelyingParty:
    """A sandbox service whose secret is CLIENT_SECRET."""
    secret: ClientSecret = ClientSecretFactory.create()
    return secret.relying_party


@pytest.fixture
def production_service(db: None) -> RelyingParty:
    """The same in production."""
    secret: ClientSecret = ClientSecretFactory.create(relying_party=RelyingPartyFactory.create(production=True))
    return secret.relying_party


def basic(service: RelyingParty, secret: str = CLIENT_SECRET) -> str:
    """The header with which a service authenticates."""
    return "Basic " + b64encode(f"{service.public_id}:{secret}".encode()).decode()
