"""The browser that opened a sign-in page, and the page."""

import pytest
from django.test import Client

from oidc.models import Interaction
from tests.factories.oidc import BROWSER, InteractionFactory


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
