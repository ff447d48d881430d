"""The list of services in the portal."""

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Account
from oidc.permissions import relying_parties_visible_to
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.oidc import NOON, ClientSecretFactory

pytestmark = pytest.mark.django_db


def test_a_registrar_sees_no_service() -> None:
    ClientSecretFactory.create()
    registrar: Account = MandateFactory.create().account

    assert not relying_parties_visible_to(registrar, NOON).exists()


def test_an_operator_sees_every_service() -> None:
    service = ClientSecretFactory.create().relying_party
    operator: Account = AccountFactory.create(operator=True)

    assert list(relying_parties_visible_to(operator, NOON)) == [service]


def test_nobody_sees_the_list_without_signing_in(client: Client) -> None:
    assert client.get(reverse("portal:oidc_relyingparty_changelist")).status_code == 302
