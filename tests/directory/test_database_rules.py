"""What the database refuses, whatever page, load or program asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from directory import journal
from directory.models import AuditEvent, Practitioner
from tests.factories.directory import PractitionerFactory, RegistrationAuthorityFactory

pytestmark = pytest.mark.django_db


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_test_person_cannot_belong_to_a_real_authority(practitioner):
    real = RegistrationAuthorityFactory(code="CNOM", is_test=False)

    refused(lambda: Practitioner.objects.filter(pk=practitioner.pk).update(authority=real))


def test_a_test_person_cannot_turn_real_while_its_authority_stays(practitioner):
    refused(
        lambda: Practitioner.objects.filter(pk=practitioner.pk).update(
            is_test=False, identifier="10000000008", national_id="810000000008"
        )
    )


def test_a_real_person_cannot_carry_a_test_number():
    real = RegistrationAuthorityFactory(code="CNOM", is_test=False)

    refused(lambda: PractitionerFactory(authority=real, is_test=False, identifier="99700000013"))


def test_two_people_never_share_an_identifier(practitioner):
    refused(
        lambda: PractitionerFactory(
            identifier=practitioner.identifier,
            national_id="x",
            authority=practitioner.authority,
        )
    )


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_audit_trail_is_never_changed(practitioner, now, change):
    journal.record(action="directory.test", now=now, practitioner_id=practitioner.pk, subject=practitioner, codes=["a"])
    lines = AuditEvent.objects.all()

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        lines.update(action="other") if change == "update" else lines.delete()
    assert lines.get().subject_type == "directory.Practitioner"


def test_names_are_searched_without_accents_case_and_punctuation():
    person = PractitionerFactory(family_name="L’Hôtelier-Ñuñez", given_names="Zoë")

    person.refresh_from_db()
    assert (person.entry.family_key, person.entry.given_key) == ("l hotelier nunez", "zoe")


def test_history_of_many_rows_is_never_planned_for_one():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE starts_with(proname, 'pgtrigger_update_')")
        functions = dict(cursor.fetchall())

    assert len(functions) >= 14
    assert set(map(tuple, filter(None, functions.values()))) == {("enable_nestloop=off",)}
    assert all(functions.values())
