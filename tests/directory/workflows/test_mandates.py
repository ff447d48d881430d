"""National operators grant and end mandates; each act leaves its line."""

from datetime import timedelta

import pytest

from directory import permissions
from directory.errors import NotAllowed
from directory.models import AuditEvent, Mandate, MandateRole
from directory.workflows import mandates
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import AccountFactory, MandateFactory, RegistrationAuthorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return MandateFactory(operator=True).account


@pytest.fixture
def structure():
    return RegistrationAuthorityFactory(local=True)


@pytest.mark.parametrize("trait", [None, "agent", "officer", "auditor"])
def test_others_grant_nothing(trait, structure, now):
    granter = MandateFactory(**({trait: True} if trait else {})).account

    with pytest.raises(NotAllowed):
        mandates.grant(
            granter=granter, account=AccountFactory(), authority=structure, role=MandateRole.REGISTRAR, now=now
        )


def test_others_end_nothing(now):
    mandate = MandateFactory()

    with pytest.raises(NotAllowed):
        mandates.end(ender=mandate.account, mandate=mandate, now=now)


def test_a_granted_mandate_opens_the_structure_and_an_ended_one_closes_it(operator, structure, now):
    account = AccountFactory()

    mandate = mandates.grant(
        granter=operator, account=account, authority=structure, role=MandateRole.REGISTRAR, now=now
    )
    later = now + timedelta(minutes=1)
    assert permissions.can_enrol(account, structure.organization, later)

    assert mandates.end(ender=operator, mandate=mandate, now=later)
    assert not permissions.can_enrol(account, structure.organization, later)
    assert not mandates.end(ender=operator, mandate=mandate, now=later + timedelta(minutes=1))
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == [
        "directory.mandate_granted",
        "directory.mandate_ended",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mandate_granted_twice_at_once_is_one(operator, structure, now):
    account = AccountFactory()

    run_at_once(
        *[
            lambda: mandates.grant(
                granter=operator, account=account, authority=structure, role=MandateRole.REGISTRAR, now=now
            )
        ]
        * 2
    )

    assert Mandate.objects.filter(account=account).count() == 1
