"""Which services are told of for their keys and certificates."""

from datetime import timedelta
from typing import Any

import pytest

from oidc.models import ClientKeySet, RelyingParty
from oidc.queries.client_keys import list_cares
from tests.factories.oidc import NOON, RelyingPartyFactory
from tests.support.client_keys import key_for, public_set
from tests.support.service_certificates import make, public_jwk

pytestmark = pytest.mark.django_db


def with_certificate(days: int) -> RelyingParty:
    jwk = public_jwk(make(NOON, lifetime=timedelta(days=days)), with_certificate=True)
    made: RelyingParty = RelyingPartyFactory.create(jwks={"keys": [jwk]})
    return made


def test_certificates_that_end_soon_and_addresses_that_cannot_be_read_are_told_of(
    django_assert_num_queries: Any,
) -> None:
    soon, failing = with_certificate(29), RelyingPartyFactory.create(jwks_uri="https://service.test/jwks.json")
    ClientKeySet.objects.create(relying_party=failing, tried_at=NOON, failing_since=NOON, failure="status")
    with_certificate(31)
    RelyingPartyFactory.create(jwks=public_set(key_for("ES256")))
    RelyingPartyFactory.create()

    with django_assert_num_queries(1):
        cares = list_cares(RelyingParty.objects.all(), now=NOON)

    assert {one.relying_party.pk for one in cares} == {soon.pk, failing.pk}
    assert next(one for one in cares if one.failing_since).relying_party == failing
