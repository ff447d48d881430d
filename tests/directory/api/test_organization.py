"""Organization: what is shown of structures, and each way to find them."""

import pytest
from django.utils import timezone

from directory.identifiers import luhn_key
from directory.models import MailboxKind
from tests.factories.care_offer import EquipmentFactory, HealthcareServiceFactory, StructureMailboxFactory
from tests.factories.directory import OrganizationFactory, PractitionerFactory
from tests.support.fhir import Program, included, matches

pytestmark = pytest.mark.django_db

IDNST = "urn:oid:1.2.250.1.71.4.2.2"
FINESS = "https://finess.esante.gouv.fr"
SIRENE = "https://sirene.fr"
RANK = "9970000000501" + luhn_key("9970000000501")


def id_of(structure):
    return f"001-{structure.pk}"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"name": "..."}, "letter"),
        ({"address": "-"}, "letter"),
        ({"address-city": "'"}, "letter"),
        ({"active": "yes"}, "true or false"),
        ({"identifier": "a|b|c"}, "system|code"),
    ],
)
def test_values_that_ask_nothing_are_refused(program, query, words):
    outcome = program.get("Organization", query, status=400)

    assert words in outcome["issue"][0]["diagnostics"]


def test_a_structure_of_the_other_world_does_not_exist(program):
    real = OrganizationFactory(is_test=False)

    assert program.found("Organization", name=real.trade_name) == []
    program.get(f"Organization/{id_of(real)}", status=404)


def test_a_site_shows_its_registers_its_place_and_its_legal_entity(program, pharmacy, entity):
    box = StructureMailboxFactory(organization=pharmacy, service_label="Comptoir", accepts_paperless=True)

    shown = program.get(f"Organization/{id_of(pharmacy)}")

    assert {(item["type"]["coding"][0]["code"], item["system"], item["value"]) for item in shown["identifier"]} == {
        ("IDNST", IDNST, "1750123457"),
        ("FINEG", FINESS, "750123457"),
        ("SIRET", SIRENE, "90000000100017"),
    }
    assert shown["active"] is True
    assert (shown["name"], shown["alias"]) == ("PHARMACIE DE L'ÉTOILE", ["Grande Pharmacie"])
    assert shown["partOf"] == {"reference": f"Organization/{id_of(entity)}"}
    assert [item["coding"][0]["code"] for item in shown["type"]] == ["GEOGRAPHICAL-ENTITY", "SA33", "620", "72"]
    assert [item["value"] for item in shown["telecom"]] == ["01 99 00 12 34", "contact@etoile.test", box.address]
    (address,) = shown["address"]
    assert address["line"] == ["Accueil 12 bis Avenue DU GÉNÉRAL LECLERC BP 12"]
    assert [part["url"].rpartition("-")[2] for part in address["_line"][0]["extension"]] == [
        "careOf",
        "houseNumber",
        "buildingNumberSuffix",
        "streetNameType",
        "streetNameBase",
        "postBox",
    ]
    assert (address["postalCode"], address["city"]) == ("75014", "Paris 14e")
    assert address["extension"][0]["valueCoding"]["code"] == "75114"
    licence = [item for item in shown["extension"] if "licence" in item["url"]]
    assert licence[0]["valueString"] == "75#004321"
    assert not {"contact", "endpoint"} & set(shown)
    assert [name.rpartition("/")[2] for name in shown["meta"]["profile"]] == [
        "as-dp-organization",
        "fr-core-organization",
    ]


def test_the_restricted_view_claims_its_own_profile(pharmacy):
    shown = Program(restricted=True).get(f"Organization/{id_of(pharmacy)}")

    assert "as-dr-organization" in shown["meta"]["profile"][0]


def test_a_closed_structure_is_a_stub(program, pharmacy):
    type(pharmacy).objects.update(closed_date=timezone.localdate())

    shown = program.get(f"Organization/{id_of(pharmacy)}")

    assert set(shown) == {"resourceType", "id", "meta", "identifier", "active"}
    assert shown["active"] is False


def test_mailboxes_of_people_and_unlisted_ones_are_not_the_structures(program, pharmacy):
    StructureMailboxFactory(organization=pharmacy, kind=MailboxKind.PERSONAL, practitioner=PractitionerFactory())
    StructureMailboxFactory(organization=pharmacy, is_unlisted=True)

    shown = program.get(f"Organization/{id_of(pharmacy)}")

    assert [item["value"] for item in shown["telecom"]] == ["01 99 00 12 34", "contact@etoile.test"]


def test_practices_are_found_by_rank_and_others_by_their_internal_number(program):
    practice = OrganizationFactory(technical_id=f"R{RANK}")
    internal = OrganizationFactory(technical_id="R81311")

    assert program.found("Organization", identifier=f"https://rppsrang.esante.gouv.fr|{RANK}") == [id_of(practice)]
    assert program.found("Organization", identifier="http://rpps.interne.esante.gouv.fr|81311") == [id_of(internal)]
    assert program.found("Organization", identifier=f"{IDNST}|481311") == [id_of(internal)]
    assert program.found("Organization", identifier__type="INTRN") == [id_of(internal)]
    assert program.found("Organization", identifier__type="RPPSRG") == [id_of(practice)]


def test_sites_are_found_by_their_legal_entity_which_can_be_included(program, pharmacy, entity):
    bundle = program.get("Organization", {"partof": f"Organization/{id_of(entity)}", "_include": "Organization:partof"})

    assert [entry["resource"]["id"] for entry in matches(bundle)] == [id_of(pharmacy)]
    assert included(bundle) == [f"Organization/{id_of(entity)}"]


def test_what_a_structure_offers_comes_with_it(program, pharmacy):
    service = HealthcareServiceFactory(organization=pharmacy)
    scanner = EquipmentFactory(organization=pharmacy)

    bundle = program.get(
        "Organization",
        [
            ("_id", id_of(pharmacy)),
            ("_revinclude", "Device:organization"),
            ("_revinclude", "HealthcareService:organization"),
        ],
    )

    assert set(included(bundle)) == {f"HealthcareService/004-{service.pk}", f"Device/002-{scanner.pk}"}


def test_a_page_costs_as_many_queries_whatever_it_holds(program, django_assert_max_num_queries):
    for structure in OrganizationFactory.create_batch(12):
        StructureMailboxFactory(organization=structure)

    program.get("Organization")  # labels are read once in the life of a process

    with django_assert_max_num_queries(3):  # key and limit, page, structures with their mailboxes
        bundle = program.get("Organization")

    assert len(matches(bundle)) == 12
