"""A member of a team, signed in with their e-CPS, and their service."""

import pytest
from django.test import Client

from directory.models import Practitioner
from directory.workflows.holder_accounts import account_of_holder
from oidc.models import Service
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import NOON, ServiceFactory, ServiceMemberFactory
from tests.support.holder import sign_in_holder


@pytest.fixture
def person(db: None, settings: object) -> Practitioner:
    """A test person, of a demonstration: elsewhere none comes in."""
    settings.DEMO = True  # type: ignore[attr-defined]
    made: Practitioner = PractitionerFactory.create(practising=True)
    return made


@pytest.fixture
def browser(person: Practitioner) -> Client:
    """The person's own."""
    return sign_in_holder(person)


@pytest.fixture
def service(person: Practitioner) -> Service:
    """A service that the person works on."""
    made: Service = ServiceFactory.create()
    ServiceMemberFactory.create(service=made, account=account_of_holder(person, now=NOON))
    return made
