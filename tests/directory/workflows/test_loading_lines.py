"""Loads: what a line of people and activities becomes; lines that cannot be used are told, the others loaded."""

import pytest

from directory.extract.reader import LineFault
from directory.models import (
    AuditEvent,
    AuthorityKind,
    Concept,
    ExtractLoad,
    LoadState,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from tests.support.extracts import HOME, assistant, load, nurse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]


def test_faulty_lines_are_refused_with_their_number_and_the_others_loaded(extract, now):
    path = extract(
        nurse(),
        nurse(identifier="", national_id=""),
        nurse(identifier="99700000014", national_id="899700000014"),
        nurse(national_id="899700000021"),
        nurse(identifier_type="7", national_id="799700000013"),
        nurse(order=9970000005, authority="//"),
        nurse(order=9970000006, family_name="X" * 121),
        extra=b"broken\n",
    )

    outcome = load(path, now)

    kept = ExtractLoad.objects.get().refused_lines
    assert list(kept.order_by("line_number").values_list("line_number", "fault")) == [
        (3, LineFault.NO_IDENTIFIER),
        (4, LineFault.MALFORMED_IDENTIFIER),
        (5, LineFault.MALFORMED_IDENTIFIER),
        (6, LineFault.MALFORMED_IDENTIFIER),
        (7, LineFault.NO_AUTHORITY),
        (8, LineFault.TOO_LONG),
        (9, LineFault.FIELD_COUNT),
    ]
    assert (outcome.line_count, outcome.refused_count) == (8, 7)
    assert Practitioner.objects.count() == 1


def test_a_line_becomes_a_person_a_profession_a_structure_and_an_activity(extract, now):
    path = extract(nurse(expertise_kind_code="S", expertise_code="SI01"))

    outcome = load(path, now)

    role = PractitionerRole.objects.select_related(
        "exercise__practitioner__authority", "organization", "authority"
    ).get()
    person = role.exercise.practitioner
    assert outcome.state == LoadState.FINISHED
    assert (person.national_id, person.display_name, person.is_test) == ("899700000013", "Maëlle LE GOFF", True)
    assert (person.authority.code, person.authority.kind, person.authority.is_test) == (
        "ONI",
        AuthorityKind.ORDER,
        True,
    )
    assert (role.exercise.profession_code, role.exercise.order_code) == ("60", "ONI")
    assert (role.authority_code, role.authority, role.valid_until) == ("ONI", person.authority, None)
    assert (role.organization.finess, role.organization.region_code, role.organization.is_test) == (
        "359000007",
        "53",
        True,
    )
    assert list(role.exercise.expertises.values_list("type_code", "code")) == [("S", "SI01")]


def test_a_load_keeps_who_what_and_how_much(extract, now):
    load(extract(nurse(), assistant()), now)

    kept = ExtractLoad.objects.get()
    assert (kept.state, kept.line_count, kept.counts["people"]["created"]) == (LoadState.FINISHED, 2, 2)
    assert kept.finished_at is not None
    assert len(kept.sha256) == 64
    assert AuditEvent.objects.get().action == "directory.load_extract"


def test_authorities_are_kept_at_each_of_the_three_levels(extract, now):
    load(extract(nurse(profession_code="10", authority="CNOM/CNOM/ARS")), now)

    role = PractitionerRole.objects.select_related("exercise__practitioner__authority", "exercise__authority").get()
    assert role.exercise.practitioner.authority.code == "CNOM"
    assert (role.exercise.authority_code, role.exercise.authority.code) == ("CNOM", "CNOM")
    assert (role.authority_code, role.authority.code, role.authority.region_code) == ("ARS", "ARS-53", "53")


def test_a_local_authority_is_the_structure_itself(extract, now):
    load(extract(assistant(), assistant(order=9970000003), nurse()), now)

    local = RegistrationAuthority.objects.get(code="ENREG")
    assert (local.kind, local.name) == (AuthorityKind.LOCAL, "EHPAD Les Tilleuls")
    assert local.organization.technical_id == "F359000007"
    assert local.practitioners.count() == 2


def test_every_open_authority_and_code_is_there_after_a_load(extract, now):
    load(extract(nurse()), now)

    assert RegistrationAuthority.objects.filter(kind=AuthorityKind.REGIONAL, is_test=True).count() == 18
    assert RegistrationAuthority.objects.filter(kind=AuthorityKind.ORDER, is_test=True).count() == 7
    assert not RegistrationAuthority.objects.filter(is_test=False).exists()
    assert Concept.objects.get(table="TRE_R85-RolePriseCharge", code="313").label == "Aide-soignant"


def test_test_numbers_go_to_test_authorities_and_others_to_real_ones(extract, now):
    load(extract(nurse(), nurse(order=1234567890)), now)

    flags = dict(Practitioner.objects.values_list("is_test", "authority__is_test"))
    assert flags == {True: True, False: False}
    assert set(Organization.objects.values_list("is_test", flat=True)) == {False}


def test_a_person_without_activity_is_registered_with_the_order_only(extract, now):
    empty = dict.fromkeys([*HOME, "role_code", "activity_kind_code"], "")
    load(extract(nurse(**empty, profession_code="70", authority="CNOMK//")), now)

    exercise = ProfessionalExercise.objects.get()
    assert (exercise.order_code, exercise.authority_code, exercise.authority) == ("CNOMK", "", None)
    assert not PractitionerRole.objects.exists()


def test_unknown_codes_are_kept_and_reported(extract, now):
    path = extract(nurse(sector_code="SA99", authority="ZORRO/ONI/XYZ"), nurse(order=9970000003, sector_code="SA99"))

    outcome = load(path, now)

    role = PractitionerRole.objects.get(authority_code="XYZ")
    assert (role.sector_code, role.authority) == ("SA99", None)
    assert role.exercise.practitioner.authority.kind == AuthorityKind.OTHER
    assert outcome.unknown_codes == {
        "sector_code": {"SA99": 2},
        "person_authority": {"ZORRO": 1},
        "activity_authority": {"XYZ": 1},
    }
