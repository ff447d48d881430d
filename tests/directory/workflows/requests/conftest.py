"""What tests of requests share: open codes, a registrar, the last letter of an event."""

import re

import pytest

from directory import correspondence
from directory.models import EnrolmentRequest, OutboundMessage
from tests.factories.directory import ConceptFactory, MandateFactory


@pytest.fixture
def codes(db):
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    ConceptFactory(closed=True)


@pytest.fixture
def mandate(codes):
    """A registrar of a structure."""
    return MandateFactory()


@pytest.fixture
def structure(mandate):
    return mandate.authority.organization


@pytest.fixture
def letters():
    """The letters of an event, oldest first, in clear."""

    def read(event):
        rows = OutboundMessage.objects.filter(event=event, state="QUEUED").order_by("created_at", "channel")
        return [correspondence.open_letter(row) for row in rows]

    return read


@pytest.fixture
def token_in():
    """The secret part of the link of a letter."""
    return lambda letter: re.search(r"/rejoindre/demande/([^/\s]+)/", letter.text)[1]


@pytest.fixture
def fresh():
    return lambda request: EnrolmentRequest.objects.select_related("answers", "organization", "authority").get(
        pk=request.pk
    )
