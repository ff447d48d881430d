"""Practitioner: what is shown of people in each view, and what remains of those who no longer practise."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from directory.models import PractitionerRole, ProfessionalExercise
from tests.factories.directory import (
    CivilIdentityFactory,
    ContactPointFactory,
    FormerIdentifierFactory,
    MailboxFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)
from tests.factories.qualifications import DiplomaFactory, FusionFactory, PracticeAuthorizationFactory, SmartCardFactory
from tests.support.fhir import Program, included, matches

pytestmark = pytest.mark.django_db

GUIDE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition"
NATIONAL = "urn:oid:1.2.250.1.71.4.2.1"
RPPS = "https://rpps.esante.gouv.fr"
STUB = {"resourceType", "id", "meta", "identifier", "active"}


def id_of(person):
    return f"003-{person.pk}"


def extension(resource, name):
    """The extensions of this name, each as {part: its value}."""
    return [
        {part["url"]: next(value for key, value in part.items() if key != "url") for part in found["extension"]}
        for found in resource.get("extension", [])
        if found["url"] == f"{GUIDE}/{name}"
    ]


def test_a_person_of_the_other_world_does_not_exist(program):
    real = PractitionerFactory(real=True, practising=True)

    program.get(f"Practitioner/{id_of(real)}", status=404)
    assert program.found("Practitioner", identifier=real.national_id) == []
    assert program.found("Practitioner", _id=id_of(real)) == []


def test_the_real_world_shows_no_test_person(program, settings):
    settings.FHIR_TEST_PEOPLE = False
    fake, real = PractitionerFactory(practising=True), PractitionerFactory(real=True, practising=True)

    assert program.found("Practitioner") == [id_of(real)]
    program.get(f"Practitioner/{id_of(fake)}", status=404)


def test_the_public_view_shows_what_the_open_profile_allows_and_nothing_else(program, doctor):
    CivilIdentityFactory(practitioner=doctor)
    ContactPointFactory(practitioner=doctor)
    MailboxFactory(practitioner=doctor, unlisted=True)

    shown = program.get(f"Practitioner/{id_of(doctor)}")

    assert set(shown) == STUB | {"language", "name", "extension", "telecom", "qualification"}
    assert shown["meta"]["profile"] == [
        f"{GUIDE}/as-dp-practitioner",
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-practitioner",
    ]
    assert shown["active"] is True
    assert shown["name"] == [
        {
            "use": "usual",
            "family": "LE GOFF-MARTIN",
            "given": ["Yann", "Marie"],
            "prefix": ["M"],
            "suffix": ["DR"],
        }
    ]
    assert [item["value"] for item in shown["telecom"]] == ["yann.legoff@medecin.mssante.test"]
    assert extension(shown, "as-ext-registration") == []
    assert set(extension(shown, "as-ext-smartcard")[0]) == {"type", "number", "period"}
    assert set(extension(shown, "as-ext-practitioner-authorization")[0]) == {"type", "field", "profession"}
    assert all(set(item) == {"code"} for item in shown["qualification"])


def test_two_identifiers_say_who_a_person_is(program, doctor):
    shown = program.get(f"Practitioner/{id_of(doctor)}")

    assert [(item["type"]["coding"][0]["code"], item["system"], item["value"]) for item in shown["identifier"]] == [
        ("IDNPS", NATIONAL, "899700001235"),
        ("RPPS", RPPS, "99700001235"),
    ]
    assert all(set(item) == {"use", "type", "system", "value"} for item in shown["identifier"])


@pytest.mark.parametrize(
    ("kind", "number", "system", "code"),
    [
        ("0", "750000011", "https://adeli.esante.gouv.fr", "ADELI"),
        ("3", "750123457/00042", "http://finess.interne.esante.gouv.fr", "3"),
        ("5", "90000000100017/A1", "http://siret.interne.esante.gouv.fr", "5"),
    ],
)
def test_who_has_no_rpps_number_shows_the_number_of_another_register(program, kind, number, system, code):
    person = PractitionerFactory(identifier_type=kind, identifier=number, practising=True)

    shown = program.get(f"Practitioner/{id_of(person)}")

    national, own = shown["identifier"]
    assert (national["system"], national["value"]) == (NATIONAL, f"{kind}{number}")
    assert (own["system"], own["value"], own["type"]["coding"][0]["code"]) == (system, number, code)
    assert program.found("Practitioner", identifier=number) == [id_of(person)]
    assert program.found("Practitioner", identifier=f"{system}|{number}") == [id_of(person)]
    assert program.found("Practitioner", identifier__type=code) == [id_of(person)]


def test_qualifications_are_professions_expertises_and_diplomas_that_run(program, doctor, nomenclatures):
    long_ago = date(2020, 6, 1)
    ProfessionalExerciseFactory(practitioner=doctor, profession_code="60", valid_until=long_ago)
    ProfessionalExerciseFactory(practitioner=doctor, profession_code="50", struck_off_date=long_ago)

    shown = program.get(f"Practitioner/{id_of(doctor)}")

    codes = [[item["code"] for item in entry["code"]["coding"]] for entry in shown["qualification"]]
    assert codes == [["C", "10"], ["S", "SM54"], ["DE", "DE28"]]
    assert shown["qualification"][0]["code"]["coding"][1]["display"] == "Médecin"


def test_the_restricted_view_adds_orders_oppositions_and_periods(doctor):
    shown = Program(restricted=True).get(f"Practitioner/{id_of(doctor)}")

    assert shown["meta"]["profile"][0] == f"{GUIDE}/as-dr-practitioner"
    (card,) = extension(shown, "as-ext-smartcard")
    assert card["oppositionDate"] == "2025-05-01"
    (registration,) = extension(shown, "as-ext-registration")
    assert registration["registeringOrganization"]["coding"][0]["code"] == "CNOM"
    assert registration["period"] == {"start": "2010-01-01"}
    assert registration["status"]["coding"][0]["code"] == "D"
    assert registration["registeringOrganizationDetail"]["coding"][0]["code"] == "75"
    (authorization,) = extension(shown, "as-ext-practitioner-authorization")
    assert authorization["period"] == {"start": "2020-01-01"}
    periods = [item["period"] for item in shown["qualification"]]
    assert periods == [{"start": "2020-01-01"}, {"start": "2012-01-01"}, {"start": "2008-07-01"}]
    assert not {"gender", "birthDate", "photo", "address"} & set(shown)


def test_who_stopped_practising_or_died_is_a_stub(program):
    left, dead = PractitionerFactory(practising=True), PractitionerFactory(practising=True)
    for person in (left, dead):
        SmartCardFactory(practitioner=person)
        MailboxFactory(practitioner=person)
    PractitionerRole.objects.filter(exercise__practitioner=left).update(valid_until=timezone.localdate())
    type(dead).objects.filter(pk=dead.pk).update(deceased_date=timezone.localdate())

    readers = (program, Program(restricted=True))
    for person in (left, dead):
        for reader in readers:
            shown = reader.get(f"Practitioner/{id_of(person)}")
            assert set(shown) == STUB
            assert shown["active"] is False


def test_a_stub_is_found_by_what_it_shows_only(program):
    person = PractitionerFactory(practising=True, family_name="ZERBIB")
    SmartCardFactory(practitioner=person, number="9900777777")
    MailboxFactory(practitioner=person, address="zerbib@medecin.mssante.test")
    PractitionerRole.objects.update(valid_until=timezone.localdate())

    assert program.found("Practitioner", identifier=person.national_id) == [id_of(person)]
    assert program.found("Practitioner", active="false") == [id_of(person)]
    for query in (
        {"family": "zerbib"},
        {"name:contains": "erbi"},
        {"number-smartcard": "9900777777"},
        {"type-smartcard": "CPS"},
        {"mailbox-mss": "zerbib@"},
        {"qualification-code": "60"},
    ):
        assert matches(program.get("Practitioner", query)) == []


def test_a_record_found_to_be_somebody_else_is_a_stub_and_its_number_finds_both(program):
    kept, absorbed = PractitionerFactory(practising=True), PractitionerFactory()
    FusionFactory(kept=kept, absorbed=absorbed)

    found = program.get("Practitioner", {"identifier": f"{RPPS}|{absorbed.identifier}"})

    by_id = {entry["resource"]["id"]: entry["resource"] for entry in matches(found)}
    assert set(by_id) == {id_of(kept), id_of(absorbed)}
    assert set(by_id[id_of(absorbed)]) == STUB
    assert by_id[id_of(kept)]["active"] is True


def test_a_former_identifier_finds_the_person_until_it_is_taken_back(program):
    person = PractitionerFactory(practising=True)
    former = FormerIdentifierFactory(practitioner=person, national_id="0750000029")
    assert program.found("Practitioner", identifier="750000029") == [id_of(person)]
    assert program.found("Practitioner", identifier=f"{NATIONAL}|0750000029") == [id_of(person)]

    type(former).objects.update(ended_at=timezone.now())

    assert program.found("Practitioner", identifier="750000029") == []


def test_a_mailbox_held_in_a_structure_is_the_activitys(program, doctor, activity):
    shown = program.get(f"Practitioner/{id_of(doctor)}")

    assert [item["value"] for item in shown["telecom"]] == ["yann.legoff@medecin.mssante.test"]
    assert program.found("Practitioner", mailbox__mss="dr.legoff@") == []


def test_activities_that_run_come_with_the_person(program, doctor, activity):
    PractitionerRoleFactory(exercise=activity.exercise, ended=True)

    bundle = program.get("Practitioner", {"_id": id_of(doctor), "_revinclude": "PractitionerRole:practitioner"})

    assert included(bundle) == [f"PractitionerRole/005-{activity.pk}"]


def test_an_authorization_that_ended_is_not_shown(program, doctor):
    PracticeAuthorizationFactory(practitioner=doctor, type_code="AUT02", valid_until=date(2021, 1, 1))

    shown = program.get(f"Practitioner/{id_of(doctor)}")

    assert len(extension(shown, "as-ext-practitioner-authorization")) == 1


def test_a_person_with_two_professions_shows_both(program):
    person = PractitionerFactory(practising=True)
    ProfessionalExerciseFactory(practitioner=person, profession_code="70", of_order=True)

    shown = program.get(f"Practitioner/{id_of(person)}")

    professions = [item["code"]["coding"][1]["code"] for item in shown["qualification"]]
    assert professions == ["60", "70"]


def test_what_changes_of_a_person_is_a_change_of_theirs(program):
    person = PractitionerFactory(practising=True)
    type(person).objects.filter(pk=person.pk).update(updated_at=timezone.now() - timedelta(days=20))
    yesterday = (timezone.now() - timedelta(days=1)).date()
    assert program.found("Practitioner", _lastUpdated=f"ge{yesterday}") == []

    DiplomaFactory(practitioner=person)

    assert program.found("Practitioner", _lastUpdated=f"ge{yesterday}") == [id_of(person)]


def test_a_page_costs_as_many_queries_whatever_it_holds(program, django_assert_num_queries):
    for _ in range(12):
        person = PractitionerFactory(practising=True)
        SmartCardFactory(practitioner=person)
        MailboxFactory(practitioner=person)
        DiplomaFactory(practitioner=person)
    assert ProfessionalExercise.objects.count() == 12
    program.get("Practitioner")  # labels are read once in the life of a process

    for count in (1, 12):
        with django_assert_num_queries(3):  # key and limit, page, people with what is theirs
            bundle = program.get("Practitioner", {"_count": count})

        assert len(matches(bundle)) == count
