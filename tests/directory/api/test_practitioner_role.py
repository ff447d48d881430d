"""PractitionerRole: what is shown of activities in each view, and what remains of those that ended."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories.directory import MailboxFactory, OrganizationFactory, PractitionerFactory, PractitionerRoleFactory
from tests.support.fhir import Program, included, matches

pytestmark = pytest.mark.django_db

GUIDE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition"
STUB = {"resourceType", "id", "meta", "identifier", "active"}
TOMORROW = timezone.localdate() + timedelta(days=1)


def id_of(role):
    return f"005-{role.pk}"


def test_an_activity_of_the_other_world_does_not_exist(program):
    role = PractitionerRoleFactory(exercise__practitioner=PractitionerFactory(real=True))

    program.get(f"PractitionerRole/{id_of(role)}", status=404)
    assert program.found("PractitionerRole") == []
    assert program.found("PractitionerRole", practitioner=f"003-{role.exercise.practitioner_id}") == []


def test_the_public_view_says_who_where_and_how(program, activity, doctor, pharmacy, nomenclatures):
    MailboxFactory(practitioner=doctor, organization=pharmacy, unlisted=True)
    MailboxFactory(practitioner=doctor, organization=OrganizationFactory())

    shown = program.get(f"PractitionerRole/{id_of(activity)}")

    assert set(shown) == STUB | {"language", "practitioner", "organization", "code", "telecom"}
    assert shown["meta"]["profile"] == [
        f"{GUIDE}/as-dp-practitionerrole",
        "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-practitioner-role",
    ]
    assert shown["identifier"] == [
        {"use": "official", "system": "https://rpps.esante.gouv.fr", "value": f"{activity.pk:010d}"}
    ]
    assert shown["active"] is True
    assert shown["practitioner"] == {"reference": f"Practitioner/003-{doctor.pk}"}
    assert shown["organization"] == {"reference": f"Organization/001-{pharmacy.pk}"}
    assert [[item["code"] for item in code["coding"]] for code in shown["code"]] == [["GENR01"], ["L"], ["FON-01"]]
    assert all("display" in code["coding"][0] for code in shown["code"])
    assert [item["value"] for item in shown["telecom"]] == ["dr.legoff@etoile.mssante.test"]


@pytest.mark.parametrize(
    ("code", "table"), [("FON-01", "TRE_R21-Fonction"), ("313", "TRE_R85-RolePriseCharge"), ("", None)]
)
def test_a_function_comes_from_the_nomenclature_that_holds_it(program, nomenclatures, code, table):
    role = PractitionerRoleFactory(role_code=code, activity_kind_code="", mode_code="")

    codes = program.get(f"PractitionerRole/{id_of(role)}").get("code", [])

    assert [item["coding"][0]["system"].split("/")[-3] for item in codes] == ([table] if table else [])


def test_the_section_of_a_pharmacist_is_one_of_its_codes(program, nomenclatures):
    role = PractitionerRoleFactory(pharmacist_section_code="A")

    codes = program.get(f"PractitionerRole/{id_of(role)}")["code"]

    assert "TRE-R06-SectionTableauCNOP" in codes[-1]["coding"][0]["system"]
    assert program.found("PractitionerRole", role="A") == [id_of(role)]


def test_an_activity_in_no_structure_has_none(program):
    role = PractitionerRoleFactory(organization=None)

    assert "organization" not in program.get(f"PractitionerRole/{id_of(role)}")


def test_the_restricted_view_adds_the_period(activity):
    shown = Program(restricted=True).get(f"PractitionerRole/{id_of(activity)}")

    assert shown["period"] == {"start": "2020-01-01"}
    assert shown["meta"]["profile"][0] == f"{GUIDE}/as-dr-practitionerrole"


@pytest.mark.parametrize(
    "situation",
    [
        {"valid_until": date(2022, 1, 1)},
        {"valid_from": TOMORROW},
        {"exercise__valid_until": date(2022, 1, 1)},
        {"exercise__struck_off": True},
        {"exercise__practitioner__dead": True},
    ],
    ids=["ended", "to come", "exercise ended", "struck off", "dead"],
)
def test_an_activity_that_does_not_run_is_a_stub_that_nothing_it_hides_finds(program, situation):
    role = PractitionerRoleFactory(**situation)

    shown = program.get(f"PractitionerRole/{id_of(role)}")

    assert set(shown) == STUB
    assert shown["active"] is False
    for query in (
        {"practitioner": f"003-{role.exercise.practitioner_id}"},
        {"organization": f"001-{role.organization_id}"},
        {"role": role.role_code},
    ):
        assert matches(program.get("PractitionerRole", query)) == []
    assert program.found("PractitionerRole", active="false") == [id_of(role)]
    assert program.found("PractitionerRole", active="true") == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["*"], {"Organization", "Practitioner"}),
        (["PractitionerRole:organization"], {"Organization"}),
        (["PractitionerRole:practitioner"], {"Practitioner"}),
        (["PractitionerRole:practitioner:Practitioner"], {"Practitioner"}),
        (["PractitionerRole:practitioner", "PractitionerRole:organization"], {"Organization", "Practitioner"}),
        ([], set()),
    ],
)
def test_who_and_where_come_along_when_asked(program, activity, doctor, pharmacy, asked, expected):
    ids = {"Organization": f"Organization/001-{pharmacy.pk}", "Practitioner": f"Practitioner/003-{doctor.pk}"}

    bundle = program.get("PractitionerRole", [("_id", id_of(activity)), *(("_include", name) for name in asked)])

    assert set(included(bundle)) == {ids[name] for name in expected}


def test_what_is_included_comes_once_for_a_whole_page(program, pharmacy):
    PractitionerRoleFactory.create_batch(3, organization=pharmacy)

    bundle = program.get("PractitionerRole", {"_include": "PractitionerRole:organization"})

    assert included(bundle) == [f"Organization/001-{pharmacy.pk}"]


def test_activities_that_run_come_with_their_structure(program, pharmacy):
    role = PractitionerRoleFactory(organization=pharmacy)
    PractitionerRoleFactory(organization=pharmacy, ended=True)
    PractitionerRoleFactory(organization=pharmacy, exercise__practitioner=PractitionerFactory(real=True))

    bundle = program.get("Organization", {"_id": f"001-{pharmacy.pk}", "_revinclude": "PractitionerRole:organization"})

    assert included(bundle) == [f"PractitionerRole/{id_of(role)}"]


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ({}, 3),  # key and limit, page, activities with their mailboxes
        ({"_include": "*"}, 5),  # and people, structures, each with what is theirs
    ],
    ids=["alone", "with who and where"],
)
def test_a_page_costs_as_many_queries_whatever_it_holds(program, django_assert_num_queries, query, most):
    PractitionerRoleFactory.create_batch(12)
    program.get("PractitionerRole", {"_include": "*"})  # labels are read once in the life of a process

    for count in (1, 12):
        with django_assert_num_queries(most):
            bundle = program.get("PractitionerRole", {**query, "_count": count})

        assert len(matches(bundle)) == count
