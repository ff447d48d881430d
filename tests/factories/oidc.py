"""Rows of sign-ins for tests: valid by default, situations as traits."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory
from oidc_provider.models import Client

from oidc.library.registration import hash_secret
from oidc.models import (
    AccessToken,
    AuthorizationCode,
    ClientSecret,
    DecisionEvidence,
    Grant,
    Interaction,
    LoginRequest,
    ProviderSession,
    RelyingParty,
    SigningKey,
)
from oidc.protocol import digests, jose, pkce
from oidc.vocabulary import Environment, KeyState, LoginState, Purpose
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
CLIENT_SECRET = "cs_a-secret-of-the-tests"
VERIFIER = "v" * 43
CHALLENGE = pkce.make_challenge(VERIFIER)
CALLBACK = "https://service.test/callback"
BROWSER = "browser-cookie"
