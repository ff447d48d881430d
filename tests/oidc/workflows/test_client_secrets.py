"""Secrets of clients, drawn and ended by their team."""

from datetime import timedelta

import pytest

from directory.errors import NotAllowed
from oidc import policy
from oidc.errors import ServiceRefused
from oidc.models import ClientSecret, RelyingParty, ServiceMember
from oidc.protocol.client_credentials import Presented
from oidc.workflows import client_authentication
from oidc.workflows.client_secrets import end_secret, rotate_secret
from tests.factories.directory import AccountFactory
from tests.factories.oidc import CLIENT_SECRET, NOON, ClientSecretFactory, RelyingPartyFactory, ServiceMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> ServiceMember:
    made: ServiceMember = ServiceMemberFactory.create()
    return made


@pytest.fixture
def client(member: ServiceMember) -> RelyingParty:
    relying_party: RelyingParty = RelyingPartyFactory.create(service=member.service)
    ClientSecretFactory.create(relying_party=relying_party)
    return relying_party


def works(client: RelyingParty, secret: str, now: object = NOON) -> bool:
    presented = Presented(client.public_id, "client_secret_basic", secret)
    return client_authentication.authenticate(presented, now=now) == client  # type: ignore[arg-type]


def test_a_new_secret_works_beside_the_former_for_a_week(member: ServiceMember, client: RelyingParty) -> None:
    secret = rotate_secret(account=member.account, relying_party=client, now=NOON)

    later = NOON + policy.SECRET_OVERLAP
    assert secret.startswith("cs_")
    assert works(client, secret)
    assert works(client, CLIENT_SECRET, later - timedelta(seconds=1))
    assert not works(client, CLIENT_SECRET, later)
    assert works(client, secret, later)
    assert not ClientSecret.objects.filter(digest=secret).exists()


def test_a_second_rotation_lengthens_no_life(member: ServiceMember, client: RelyingParty) -> None:
    rotate_secret(account=member.account, relying_party=client, now=NOON)
    rotate_secret(account=None, relying_party=client, now=NOON + timedelta(days=1))

    ends = ClientSecret.objects.order_by("pk").values_list("expires_at", flat=True)
    assert list(ends) == [NOON + policy.SECRET_OVERLAP, NOON + policy.SECRET_OVERLAP + timedelta(days=1), None]


def test_so_many_secrets_work_at_once_and_no_more(member: ServiceMember, client: RelyingParty) -> None:
    for _ in range(policy.MOST_SECRETS - 1):
        rotate_secret(account=member.account, relying_party=client, now=NOON)

    with pytest.raises(ServiceRefused, match="too_many_secrets"):
        rotate_secret(account=member.account, relying_party=client, now=NOON)


def test_a_secret_that_leaked_ends_at_once_and_the_last_one_stays(member: ServiceMember, client: RelyingParty) -> None:
    leaked = client.secrets.get().pk
    with pytest.raises(ServiceRefused, match="last_secret"):
        end_secret(account=member.account, relying_party=client, secret_id=leaked, now=NOON)
    secret = rotate_secret(account=member.account, relying_party=client, now=NOON)

    end_secret(account=member.account, relying_party=client, secret_id=leaked, now=NOON)

    assert not works(client, CLIENT_SECRET)
    assert works(client, secret)
    with pytest.raises(ServiceRefused, match="unknown_secret"):
        end_secret(account=member.account, relying_party=client, secret_id=leaked, now=NOON)


def test_who_is_of_another_team_draws_and_ends_nothing(client: RelyingParty) -> None:
    stranger = ServiceMemberFactory.create().account

    for account in (stranger, AccountFactory.create(operator=True)):
        with pytest.raises(NotAllowed):
            rotate_secret(account=account, relying_party=client, now=NOON)
        with pytest.raises(NotAllowed):
            end_secret(account=account, relying_party=client, secret_id=client.secrets.get().pk, now=NOON)


def test_a_client_that_keeps_no_secret_draws_none() -> None:
    with pytest.raises(ServiceRefused, match="public_client"):
        rotate_secret(account=None, relying_party=RelyingPartyFactory.create(public=True), now=NOON)
