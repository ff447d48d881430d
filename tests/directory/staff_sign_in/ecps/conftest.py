"""A registrar, the practitioner they are, and a provider that proves who they are."""

import pytest
from django.test import Client

from directory.models import Account
from tests.factories.directory import MandateFactory, PractitionerFactory


@pytest.fixture
def person():
    return PractitionerFactory(practising=True)


@pytest.fixture
def account(person):
    """A registrar who is this practitioner."""
    account = MandateFactory().account
    Account.objects.filter(pk=account.pk).update(practitioner=person)
    account.refresh_from_db()
    return account


@pytest.fixture
def browser():
    return Client()


@pytest.fixture
def provider(provider, person):
    provider.national_id = person.national_id
    return provider


@pytest.fixture
def unlinked():
    return MandateFactory().account
