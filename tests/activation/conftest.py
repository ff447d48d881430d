"""People, phones and what was sent to them."""

import re
from dataclasses import dataclass

import pytest

from directory import correspondence
from directory.models import MessageChannel, MessageState, OutboundMessage
from tests.factories.directory import PractitionerFactory
from tests.support.phone import Phone


@dataclass(frozen=True)
class Sent:
    """The two secrets of the last sending, read in its messages."""

    activation: str
    ticket: str
    code: str


@pytest.fixture
def holder(db):
    """A person whom the directory knows, can reach, and finds eligible."""
    return PractitionerFactory(ready=True)


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def last_sent():
    """Read the secrets of the last sending to this person."""

    def read(practitioner):
        letters = {}
        rows = OutboundMessage.objects.filter(
            practitioner=practitioner, event="activation_codes", state=MessageState.QUEUED
        )
        for row in rows.order_by("created_at"):
            letters[row.channel] = correspondence.open_letter(row)
        link = re.search(r"#t=([0-9a-f-]{36})\.([0-9A-Z]+)", letters[MessageChannel.EMAIL].text)
        code = re.search(r"\b(\d{6})\b", letters[MessageChannel.SMS].text)
        return Sent(activation=link[1], ticket=link[2], code=code[1])

    return read
