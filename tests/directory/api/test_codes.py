"""Codes that are served are those of the official nomenclatures, with their labels; and nobody's secrets go along."""

import json

import pytest

from directory.models import Mailbox, PractitionerRole, ProfessionalExercise
from directory.vocabulary.nomenclatures import all_codes
from tests.factories.directory import CivilIdentityFactory, ContactPointFactory
from tests.support.fhir import Program

pytestmark = pytest.mark.django_db

LABELS = {
    (f"https://mos.esante.gouv.fr/NOS/{code.table}/FHIR/{code.table.replace('_', '-', 1)}", code.code): code.label
    for code in all_codes()
}
SHIPPED = {system for system, _ in LABELS}
EVERYTHING = {
    "Practitioner": {"_revinclude": "PractitionerRole:practitioner"},
    "PractitionerRole": {"_include": "*"},
    "Organization": [
        ("_revinclude", f"{kind}:organization") for kind in ("Device", "HealthcareService", "PractitionerRole")
    ],
    "HealthcareService": {"_include": "*"},
    "Device": {"_include": "*"},
}
RESTRICTED_WORDS = ("oppositionDate", "as-ext-registration", "as-dr-", '"period":{"start":"2008', "registeringOrg")
PRIVATE_WORDS = ("1985-03-04", "NOM-DE-NAISSANCE", "prive@exemple.test", "birthDate", "gender", "01 99 00 77 77")


def codings(value):
    """Every coding below a value."""
    if isinstance(value, dict):
        if "code" in value and "system" in value and "resourceType" not in value:
            yield value
        for below in value.values():
            yield from codings(below)
    elif isinstance(value, list):
        for below in value:
            yield from codings(below)


@pytest.mark.parametrize("restricted", [False, True], ids=["public", "restricted"])
@pytest.mark.parametrize("kind", sorted(EVERYTHING))
def test_every_code_of_a_shipped_nomenclature_is_one_with_its_official_label(nomenclatures, world, kind, restricted):
    bundle = Program(restricted=restricted).get(kind, EVERYTHING[kind])

    shown = [item for item in codings(bundle) if item["system"] in SHIPPED]
    assert shown
    for item in shown:
        assert item["display"] == LABELS[item["system"], item["code"]]


def test_a_code_that_no_nomenclature_holds_claims_none(program, nomenclatures, activity):
    PractitionerRole.objects.filter(pk=activity.pk).update(mode_code="?", role_code="?")
    ProfessionalExercise.objects.filter(pk=activity.exercise_id).update(profession_code="?", category_code="?")

    bundle = program.get("PractitionerRole", {"_include": "PractitionerRole:practitioner"})

    assert all((item["system"], item["code"]) in LABELS for item in codings(bundle) if item["system"] in SHIPPED)
    assert '"code": "?"' in json.dumps(bundle)


def test_the_public_view_has_no_word_of_the_restricted_one_by_any_way(program, world, doctor):
    ways = [
        ("Practitioner", {"_elements": "extension,qualification,birthDate,gender,period,oppositionDate"}),
        ("Practitioner", {"identifier": doctor.national_id}),
        ("PractitionerRole", {"_include": "*", "_elements": "period"}),
        ("PractitionerRole", {"_include": "PractitionerRole:practitioner"}),
        ("Organization", {"_revinclude": "PractitionerRole:organization"}),
        (f"Practitioner/{world['Practitioner']}", {"_elements": "extension", "_summary": "data"}),
        (f"PractitionerRole/{world['PractitionerRole']}", {"view": "restricted"}),
    ]

    for path, query in ways:
        body = program.get(path, query)
        text = json.dumps(body.get("entry", body), separators=(",", ":"))  # the self link repeats what was asked
        assert [word for word in RESTRICTED_WORDS if word in text] == [], path


@pytest.mark.parametrize(
    "name", ["opposition", "oppositionDate", "registration", "birthdate", "gender", "email", "phone"]
)
def test_nothing_personal_or_restricted_can_be_asked(name):
    for restricted in (False, True):
        program = Program(restricted=restricted)
        answer = program.client.get(f"/fhir/v2/Practitioner?{name}=1", headers={"prefer": "handling=strict"})
        assert answer.status_code == 400


@pytest.mark.parametrize("restricted", [False, True], ids=["public", "restricted"])
def test_neither_view_holds_civil_identities_or_private_contacts(world, doctor, restricted):
    CivilIdentityFactory(practitioner=doctor, birth_family_name="NOM-DE-NAISSANCE")
    ContactPointFactory(practitioner=doctor, email="prive@exemple.test")
    Mailbox.objects.filter(address__startswith="yann").update(is_unlisted=True)
    program = Program(restricted=restricted)

    text = "".join(json.dumps(program.get(kind, query)) for kind, query in EVERYTHING.items())

    assert [word for word in (*PRIVATE_WORDS, "yann.legoff@") if word in text] == []
    assert program.found("Practitioner", family="nom de naissance") == []
    assert program.found("Practitioner", mailbox__mss="yann.legoff@") == []
