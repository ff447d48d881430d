"""A situation is corrected: what differs is judged and written, the rest stays, and the person is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from directory.errors import ChangedMeanwhile, InvalidPractice, NotAllowed
from directory.models import AuditEvent, OutboundMessage, PractitionerRole
from directory.workflows.role_change import modify_role
from directory.workflows.situations import situation_of
from tests.factories.directory import ConceptFactory, MandateFactory, PractitionerFactory, PractitionerRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(code="318", label="Auxiliaire de vie")
    ConceptFactory(closed=True)
    ConceptFactory(activity_kind=True)
    ConceptFactory(table="TRE_R02-SecteurActivite", code="SA16", label="Handicap")
    return MandateFactory()


@pytest.fixture
def role(mandate):
    person = PractitionerFactory(authority=mandate.authority, reachable=True)
    return PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)


@pytest.fixture
def modify(mandate, role, now):
    def modified(**changes):
        seen = changes.pop("seen", situation_of(role))
        account = changes.pop("account", mandate.account)
        return modify_role(account=account, role=role, seen=seen, wanted=replace(seen, **changes), now=now)

    return modified


def test_a_registrar_of_another_structure_corrects_nothing(modify, role):
    with pytest.raises(NotAllowed):
        modify(account=MandateFactory().account, role_code="318")

    role.refresh_from_db()
    assert role.role_code == "313"


def test_what_differs_is_written_and_told(modify, role):
    changed = modify(role_code="318", activity_kind_code="GENR11", sector_code="SA16", valid_from=date(2021, 5, 3))

    role.refresh_from_db()
    assert changed == ["role_code", "activity_kind_code", "sector_code", "valid_from"]
    assert (role.role_code, role.sector_code, role.valid_from) == ("318", "SA16", date(2021, 5, 3))
    assert AuditEvent.objects.get().details["columns"] == changed
    assert OutboundMessage.objects.filter(event="situation_changed").count() == 2


def test_nothing_changed_is_nothing_written_nor_told(modify):
    assert modify() == []
    assert not AuditEvent.objects.exists()
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("role_code", "353", "closed_code"),
        ("role_code", "999", "closed_code"),
        ("activity_kind_code", "GENR99", "closed_code"),
        ("sector_code", "SA99", "closed_code"),
        ("valid_from", date(2031, 1, 1), "too_late"),
        ("valid_from", date(1990, 1, 1), "too_early"),
        ("valid_from", None, "missing"),
    ],
)
def test_the_rules_of_a_registration_hold_for_what_changes(field, value, reason, modify, role):
    with pytest.raises(InvalidPractice) as refusal:
        modify(**{field: value})

    assert refusal.value.params == {"field": field, "reason": reason}


def test_a_code_that_closed_since_may_stay_where_it_is(modify, role):
    assert role.sector_code == "SA17"  # of no nomenclature here
    assert role.activity_kind_code == "GENR01"

    assert modify(role_code="318") == ["role_code"]


def test_an_ended_situation_is_not_corrected(modify, role, now):
    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=now.date())
    role.refresh_from_db()

    with pytest.raises(InvalidPractice) as refusal:
        modify(role_code="318")

    assert refusal.value.params["reason"] == "already_ended"


def test_a_start_comes_before_a_planned_departure(modify, role, now):
    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=now.date() + timedelta(days=10))
    role.refresh_from_db()

    with pytest.raises(InvalidPractice) as refusal:
        modify(valid_from=now.date() + timedelta(days=20))

    assert refusal.value.params["reason"] == "before_start"


def test_one_person_does_not_hold_the_same_role_twice_in_a_structure(modify, role):
    PractitionerRoleFactory(exercise=role.exercise, organization=role.organization, role_code="318")

    with pytest.raises(InvalidPractice) as refusal:
        modify(role_code="318")

    assert refusal.value.params["reason"] == "already_open"


def test_a_correction_of_what_is_not_any_more_is_refused(modify, role):
    read = situation_of(role)
    modify(role_code="318")

    with pytest.raises(ChangedMeanwhile):
        modify(seen=read, valid_from=date(2021, 5, 3))

    role.refresh_from_db()
    assert (role.role_code, role.valid_from) == ("318", date(2020, 1, 1))
