"""People signed in to their own space, as their e-CPS would have done it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activation.models import VirtualCard
from directory.codes import draw_token, token_digest
from directory.models import HolderSession, Practitioner
from directory.policy import HOLDER_SESSION_LIFETIME
from oidc.models import ProviderSession
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import ProviderSessionFactory

COOKIE = "holder_session"


def provider_session(person: Practitioner, now: datetime, card: VirtualCard | None = None) -> ProviderSession:
    """The provider's own session of this person, a moment old."""
    card = card or VirtualCardFactory.create(practitioner=person, expires_at=now + timedelta(days=900))
    return ProviderSessionFactory.create(
        card=card,
        browser_digest=None,
        auth_time=now,
        last_used_at=now,
        expires_at=now + timedelta(hours=4),
    )


def sign_in_holder(person: Practitioner, *, now: datetime | None = None, **given: Any) -> Client:
    """A browser of this person. given: columns of the session put otherwise; card: the one that opened it."""
    now = now or timezone.now()
    opened = provider_session(person, now, given.pop("card", None))
    token = draw_token()
    values = {
        "practitioner": person,
        "provider_sid": opened.sid,
        "acr": "eidas1",
        "auth_time": now,
        "begun_at": now,
        "last_seen_at": now,
        "expires_at": now + HOLDER_SESSION_LIFETIME,
        **given,
    }
    HolderSession.objects.create(token_digest=token_digest(token), **values)
    browser = Client()
    browser.cookies[COOKIE] = token
    return browser


@pytest.fixture
def person(db: None) -> Practitioner:
    """A test person who practises."""
    person: Practitioner = PractitionerFactory.create(practising=True)
    return person


@pytest.fixture
def stranger(db: None) -> Practitioner:
    """Another one."""
    person: Practitioner = PractitionerFactory.create(practising=True)
    return person


@pytest.fixture
def browser(person: Practitioner) -> Client:
    """The person's own."""
    return sign_in_holder(person)
