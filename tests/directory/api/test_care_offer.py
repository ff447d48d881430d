"""HealthcareService and Device: what structures were authorized to offer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.care_offer import EquipmentFactory, HealthcareServiceFactory
from tests.factories.directory import OrganizationFactory
from tests.support.fhir import included, matches

pytestmark = pytest.mark.django_db

ARHGOS = "https://arhgos.ars.sante.fr"
GUIDE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition"
YESTERDAY = (timezone.now() - timedelta(days=1)).date()


def test_offers_of_the_other_world_do_not_exist(program):
    service = HealthcareServiceFactory(organization__is_test=False)
    scanner = EquipmentFactory(organization__is_test=False)

    program.get(f"HealthcareService/004-{service.pk}", status=404)
    program.get(f"Device/002-{scanner.pk}", status=404)
    assert program.found("HealthcareService") == program.found("Device") == []


def test_an_activity_says_who_may_do_what_and_until_when(program):
    service = HealthcareServiceFactory(valid_from=YESTERDAY)

    shown = program.get(f"HealthcareService/004-{service.pk}")

    assert shown["identifier"] == [{"use": "official", "system": ARHGOS, "value": service.identifier}]
    assert shown["active"] is True
    assert shown["providedBy"] == {"reference": f"Organization/001-{service.organization_id}"}
    codes = [shown[name][0]["coding"][0] for name in ("category", "type", "characteristic")]
    assert [code["code"] for code in codes] == ["00", "01", "01"]
    assert codes[1]["display"] == "Médecine"
    assert shown["extension"][0]["extension"][0]["valuePeriod"] == {"start": YESTERDAY.isoformat()}
    assert shown["meta"]["profile"] == [f"{GUIDE}/as-dp-healthcareservice-healthcare-activity"]


def test_equipment_says_what_it_is_and_whose(program):
    scanner = EquipmentFactory()

    shown = program.get(f"Device/002-{scanner.pk}")

    assert shown["identifier"][0]["value"] == scanner.identifier
    assert shown["status"] == "active"
    assert (shown["manufacturer"], shown["modelNumber"]) == ("Imagerie Exemple", "Panorama 64")
    assert shown["type"]["coding"][0]["code"] == "05602"
    assert shown["owner"] == {"reference": f"Organization/001-{scanner.organization_id}"}


def test_what_no_longer_runs_is_a_stub(program):
    service = HealthcareServiceFactory(valid_until=YESTERDAY)
    scanner = EquipmentFactory(organization__closed_date=YESTERDAY)

    activity, device = program.get(f"HealthcareService/004-{service.pk}"), program.get(f"Device/002-{scanner.pk}")

    assert set(activity) == {"resourceType", "id", "meta", "identifier", "active"}
    assert activity["active"] is False
    assert set(device) == {"resourceType", "id", "meta", "identifier", "status"}
    assert device["status"] == "inactive"


@pytest.mark.parametrize(
    ("name", "make"), [("HealthcareService", HealthcareServiceFactory), ("Device", EquipmentFactory)]
)
def test_offers_are_found_by_their_structure_which_can_be_included(program, name, make):
    structure = OrganizationFactory()
    wanted, _other = make(organization=structure), make()

    bundle = program.get(name, {"organization": f"001-{structure.pk}", "_include": f"{name}:organization"})

    assert [entry["resource"]["id"].partition("-")[2] for entry in matches(bundle)] == [str(wanted.pk)]
    assert included(bundle) == [f"Organization/001-{structure.pk}"]


@pytest.mark.parametrize(
    ("name", "make"), [("HealthcareService", HealthcareServiceFactory), ("Device", EquipmentFactory)]
)
def test_a_page_costs_as_many_queries_whatever_it_holds(program, name, make, django_assert_max_num_queries):
    make.create_batch(11)

    program.get(name)  # labels are read once in the life of a process

    with django_assert_max_num_queries(3):  # key and limit, page, offers with their structures
        bundle = program.get(name)

    assert len(matches(bundle)) == 11
