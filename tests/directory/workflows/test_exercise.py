"""An activity ends by whoever may register into its structure, never in the future, once."""

from datetime import date, timedelta

import pytest

from directory import queries
from directory.errors import InvalidPractice, NotAllowed
from directory.models import AuditEvent
from directory.workflows.exercise import end_role
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def role(mandate):
    person = PractitionerFactory(authority=mandate.authority)
    return PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)


@pytest.mark.parametrize("trait", [None, "auditor", "operator", "officer", "ended"])
def test_others_end_nothing(trait, role, now):
    account = MandateFactory(**{trait: True}).account if trait else AccountFactory()

    with pytest.raises(NotAllowed):
        end_role(account=account, role=role, ends_on=now.date(), now=now)


def test_a_registrar_ends_no_activity_that_an_order_registered(mandate, now):
    order = RegistrationAuthorityFactory(order=True)
    role = PractitionerRoleFactory(exercise__practitioner__authority=order, organization=mandate.authority.organization)

    with pytest.raises(NotAllowed):
        end_role(account=mandate.account, role=role, ends_on=now.date(), now=now)


@pytest.mark.parametrize(
    ("ends_on", "reason"), [(date(2026, 3, 18), "in_future"), (date(2019, 12, 31), "before_start")]
)
def test_an_impossible_end_is_refused(ends_on, reason, mandate, role, now):
    with pytest.raises(InvalidPractice) as refusal:
        end_role(account=mandate.account, role=role, ends_on=ends_on, now=now)

    assert refusal.value.params["reason"] == reason


def test_an_ended_activity_gives_no_right_from_that_day_on(mandate, role, now):
    person = role.exercise.practitioner
    assert queries.is_eligible(person.pk, now)

    end_role(account=mandate.account, role=role, ends_on=now.date(), now=now)

    assert not queries.is_eligible(person.pk, now)
    assert AuditEvent.objects.get().action == "directory.role_ended"


def test_an_activity_ends_once(mandate, role, now):
    end_role(account=mandate.account, role=role, ends_on=now.date() - timedelta(days=1), now=now)

    with pytest.raises(InvalidPractice) as refusal:
        end_role(account=mandate.account, role=role, ends_on=now.date(), now=now)

    assert refusal.value.params["reason"] == "already_ended"
