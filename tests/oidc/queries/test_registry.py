"""The registrations that a process keeps in memory."""

from typing import Any

import pytest

from oidc.errors import Outdated
from oidc.models import RelyingParty
from oidc.queries import registry
from tests.factories.oidc import NOON, ClientSecretFactory, RelyingPartyFactory

pytestmark = pytest.mark.django_db


def revision_of(service: RelyingParty) -> int:
    return RelyingParty.objects.values_list("revision", flat=True).get(pk=service.pk)


def test_nothing_is_recalled_before_it_was_read(service: RelyingParty) -> None:
    assert registry.recall(service.public_id) is None

    read = registry.read(service.public_id)
    recalled = registry.recall(service.public_id)

    assert read is not None
    assert recalled is not None
    assert (read.relying_party.is_recalled, recalled.relying_party.is_recalled) == (False, True)
    assert read.working(NOON) == recalled.working(NOON) != []


def test_recalling_asks_the_database_nothing(service: RelyingParty, django_assert_num_queries: Any) -> None:
    registry.read(service.public_id)

    with django_assert_num_queries(0):
        recalled = registry.recall(service.public_id)
        assert recalled is not None
        assert recalled.relying_party.name == service.name
        assert registry.find_by_key(service.pk, revision=recalled.relying_party.revision) == service


@pytest.mark.parametrize("change", ["service", "client", "secret", "another secret", "no secret"])
def test_every_change_draws_another_revision(service: RelyingParty, change: str) -> None:
    registry.read(service.public_id)
    recalled = registry.recall(service.public_id)
    assert recalled is not None
    before = revision_of(service)
    registry.compare(recalled.relying_party, before)

    match change:
        case "service":
            RelyingParty.objects.filter(pk=service.pk).update(suspended_reason="essai")
        case "client":
            service.client.save()
        case "secret":
            service.secrets.update(expires_at=NOON)
        case "another secret":
            ClientSecretFactory.create(relying_party=service, digest="other")
        case "no secret":
            service.secrets.all().delete()

    assert revision_of(service) > before
    with pytest.raises(Outdated):
        registry.compare(recalled.relying_party, revision_of(service))
    assert registry.recall(service.public_id) is None


def test_a_change_of_another_leaves_it_as_it_is(service: RelyingParty) -> None:
    before = revision_of(service)

    ClientSecretFactory.create(relying_party=RelyingPartyFactory.create())

    assert revision_of(service) == before


def test_what_comes_from_the_database_is_compared_with_nothing(service: RelyingParty) -> None:
    registry.compare(service, None)

    assert registry.is_present(service)


def test_one_that_is_gone_is_outdated(service: RelyingParty) -> None:
    registry.read(service.public_id)
    recalled = registry.recall(service.public_id)
    assert recalled is not None

    with pytest.raises(Outdated):
        registry.compare(recalled.relying_party, None)


def test_what_a_caller_hangs_on_its_row_is_not_kept(service: RelyingParty) -> None:
    registry.read(service.public_id)
    first, second = registry.recall(service.public_id), registry.recall(service.public_id)
    assert first is not None
    assert second is not None

    first.relying_party.service = None
    first.relying_party.environment = "production"

    assert second.relying_party.environment == "sandbox"
    assert "service" not in second.relying_party._state.fields_cache


def test_a_closed_one_is_not_kept() -> None:
    closed = RelyingPartyFactory.create(closed=True)

    assert registry.read(closed.public_id) is None
    assert registry.find_by_key(closed.pk, revision=revision_of(closed)) is None
    assert registry.recall(closed.public_id) is None


def test_so_many_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST", 2)
    services = [RelyingPartyFactory.create() for _number in range(3)]

    for one in services:
        registry.read(one.public_id)

    kept = [registry.recall(one.public_id) is not None for one in services]
    assert kept == [False, False, True]
