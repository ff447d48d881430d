"""A service is described by its team."""

from typing import Any

import pytest

from directory.errors import NotAllowed
from directory.models import AuditEvent
from oidc import policy
from oidc.errors import ServiceRefused
from oidc.models import Service
from oidc.permissions import services_of
from oidc.protocol.service_description import ServiceDescription
from oidc.workflows.describing import change_description, describe_service
from tests.factories.directory import AccountFactory
from tests.factories.oidc import NOON, ServiceFactory, ServiceMemberFactory

pytestmark = pytest.mark.django_db

GOOD: dict[str, Any] = {
    "name": "Dossier Santé",
    "organization_name": "Horizon Logiciels",
    "description": "Pour les équipes de soins.",
    "contact_email": "contact@horizon.test",
    "siret": "73282932000074",
    "website": "https://horizon.test/",
}


def described(**changes: Any) -> ServiceDescription:
    return ServiceDescription(**{**GOOD, **changes})


def test_whoever_describes_a_service_is_its_first_member() -> None:
    account = AccountFactory.create()

    service = describe_service(account=account, described=described(), now=NOON)

    assert list(services_of(account)) == [service]
    assert not services_of(AccountFactory.create()).exists()
    assert AuditEvent.objects.get().action == "oidc.service_described"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"organization_name": ""}, "organization_name"),
        ({"description": ""}, "description"),
        ({"description": "a" * (policy.LONGEST_TEXT + 1)}, "description"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_email": "a b@horizon.test"}, "contact_email"),
        ({"siret": "7328293200007"}, "siret"),
        ({"siret": "73282932000075"}, "siret"),
        ({"siret": "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"}, "siret"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "https:///nowhere"}, "website"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ServiceRefused) as refusal:
        describe_service(account=AccountFactory.create(), described=described(**changes), now=NOON)

    assert refusal.value.reason == reason
    assert not Service.objects.exists()


def test_a_person_describes_so_many_services_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "SERVICES_A_PERSON", 1)
    member = ServiceMemberFactory.create()

    with pytest.raises(ServiceRefused, match="too_many_services"):
        describe_service(account=member.account, described=described(), now=NOON)


def test_the_team_alone_changes_what_it_said() -> None:
    member = ServiceMemberFactory.create()

    change_description(account=member.account, service=member.service, described=described(siret=""), now=NOON)

    member.service.refresh_from_db()
    assert (member.service.name, member.service.siret) == ("Dossier Santé", "")
    with pytest.raises(NotAllowed):
        change_description(account=member.account, service=ServiceFactory.create(), described=described(), now=NOON)
