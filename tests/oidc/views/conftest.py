"""The browser that opened a sign-in page, the page, and a session of the test's own browser."""

import pytest
from django.test import Client

from oidc.models import Interaction, ProviderSession
from tests.factories.oidc import BROWSER, SESSION_COOKIE, InteractionFactory, ProviderSessionFactory


@pytest.fixture
def page(db: None) -> Interaction:
    """A page of a service."""
    interaction: Interaction = InteractionFactory.create()
    return interaction


@pytest.fixture
def browser() -> Client:
    """The browser whose cookie is BROWSER; it reads English."""
    client = Client(headers={"User-Agent": "Firefox", "Accept-Language": "en"})
    client.cookies["op_browser"] = BROWSER
    return client


@pytest.fixture
def session(client: Client) -> ProviderSession:
    """That of the test's own browser, a moment old."""
    client.cookies["op_session"] = SESSION_COOKIE
    kept: ProviderSession = ProviderSessionFactory.create()
    return kept
