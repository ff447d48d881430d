"""Loads: what a file says becomes the directory, once; what it no longer says ends; nothing is lost by a bad line."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.errors import LoadAlreadyRunning, UnreadableExtract
from directory.extract.columns import FIELDS
from directory.extract.layouts import header_line
from directory.extract.reader import LineFault
from directory.extract.sample.people import sample_rows
from directory.extract.writer import write_extract
from directory.identifiers import make_rpps
from directory.models import (
    AuditEvent,
    AuthorityKind,
    Concept,
    Expertise,
    ExtractLoad,
    LoadState,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from directory.workflows import loading
from directory.workflows.loading import load_extract, rehearse_extract, reload_extract
from tests.factories.directory import PractitionerRoleFactory

pytestmark = pytest.mark.django_db

HOME = {
    "structure_id": "F359000007",
    "site_finess": "359000007",
    "legal_finess": "359010006",
    "legal_name": "EHPAD LES TILLEULS",
    "trade_name": "EHPAD Les Tilleuls",
    "postal_code": "35000",
    "commune_code": "35238",
    "commune_name": "Rennes",
    "sector_code": "SA17",
    "mode_code": "S",
}
PRACTICE = {"structure_id": "R99700000013018", "postal_code": "20200", "sector_code": "SA07", "mode_code": "L"}
TODAY = date(2026, 3, 17)


def nurse(order=9970000001, **fields):
    rpps = make_rpps(order)
    return {
        "identifier_type": "8",
        "identifier": rpps,
        "national_id": f"8{rpps}",
        "civility_code": "MME",
        "family_name": "LE GOFF",
        "given_name": "Maëlle",
        "profession_code": "60",
        "category_code": "C",
        "role_code": "FON-33",
        "activity_kind_code": "GENR01",
        "authority": "ONI/ONI/ONI",
        **HOME,
        **fields,
    }


def assistant(**fields):
    return nurse(
        **{"order": 9970000002, "profession_code": "", "role_code": "313", "authority": "ENREG/ENREG/ENREG", **fields}
    )


@pytest.fixture
def extract(tmp_path):
    def _extract(*lines, generation=56, extra=b""):
        out = io.BytesIO()
        write_extract(out, ([line.get(name, "") for name in FIELDS] for line in lines), generation=generation)
        path = tmp_path / "PS_LibreAcces_Personne_activite_202603170000.txt"
        path.write_bytes(out.getvalue() + extra)
        return path

    return _extract


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "sample.txt"
    with path.open("wb") as out:
        write_extract(out, sample_rows(people=120, seed=3))
    return path


def snapshot():
    models = (Organization, RegistrationAuthority, Practitioner, ProfessionalExercise, Expertise, PractitionerRole)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_a_line_becomes_a_person_a_profession_a_structure_and_an_activity(extract, now):
    path = extract(nurse(expertise_kind_code="S", expertise_code="SI01"))

    report = load_extract(path=path, now=now)

    role = PractitionerRole.objects.select_related(
        "exercise__practitioner__authority", "organization", "authority"
    ).get()
    person = role.exercise.practitioner
    assert report.state == LoadState.FINISHED
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
    load_extract(path=extract(nurse(), assistant()), now=now)

    load = ExtractLoad.objects.get()
    assert (load.state, load.counts["lines"], load.counts["people"]["created"]) == (LoadState.FINISHED, 2, 2)
    assert load.finished_at is not None
    assert len(load.sha256) == 64
    assert AuditEvent.objects.get().action == "directory.load_extract"


def test_authorities_are_kept_at_each_of_the_three_levels(extract, now):
    load_extract(path=extract(nurse(profession_code="10", authority="CNOM/CNOM/ARS")), now=now)

    role = PractitionerRole.objects.select_related("exercise__practitioner__authority", "exercise__authority").get()
    assert role.exercise.practitioner.authority.code == "CNOM"
    assert (role.exercise.authority_code, role.exercise.authority.code) == ("CNOM", "CNOM")
    assert (role.authority_code, role.authority.code, role.authority.region_code) == ("ARS", "ARS-53", "53")


def test_a_local_authority_is_the_structure_itself(extract, now):
    load_extract(path=extract(assistant(), assistant(order=9970000003), nurse()), now=now)

    local = RegistrationAuthority.objects.get(code="ENREG")
    assert (local.kind, local.name) == (AuthorityKind.LOCAL, "EHPAD Les Tilleuls")
    assert local.organization.technical_id == "F359000007"
    assert local.practitioners.count() == 2


def test_every_open_authority_and_code_is_there_after_a_load(extract, now):
    load_extract(path=extract(nurse()), now=now)

    assert RegistrationAuthority.objects.filter(kind=AuthorityKind.REGIONAL, is_test=True).count() == 18
    assert RegistrationAuthority.objects.filter(kind=AuthorityKind.ORDER, is_test=True).count() == 7
    assert not RegistrationAuthority.objects.filter(is_test=False).exists()
    assert Concept.objects.get(table="TRE_R85-RolePriseCharge", code="313").label == "Aide-soignant"


def test_test_numbers_go_to_test_authorities_and_others_to_real_ones(extract, now):
    load_extract(path=extract(nurse(), nurse(order=1234567890)), now=now)

    flags = dict(Practitioner.objects.values_list("is_test", "authority__is_test"))
    assert flags == {True: True, False: False}
    assert Organization.objects.get().is_test is False


def test_a_person_without_activity_is_registered_with_the_order_only(extract, now):
    empty = dict.fromkeys([*HOME, "role_code", "activity_kind_code"], "")
    load_extract(path=extract(nurse(**empty, profession_code="70", authority="CNOMK//")), now=now)

    exercise = ProfessionalExercise.objects.get()
    assert (exercise.order_code, exercise.authority_code, exercise.authority) == ("CNOMK", "", None)
    assert not PractitionerRole.objects.exists()


def test_unknown_codes_are_kept_and_reported(extract, now):
    path = extract(nurse(sector_code="SA99", authority="ZORRO/ONI/XYZ"), nurse(order=9970000003, sector_code="SA99"))

    report = load_extract(path=path, now=now)

    role = PractitionerRole.objects.get(authority_code="XYZ")
    assert (role.sector_code, role.authority) == ("SA99", None)
    assert role.exercise.practitioner.authority.kind == AuthorityKind.OTHER
    assert report.unknown_codes == {
        "sector_code": {"SA99": 2},
        "person_authority": {"ZORRO": 1},
        "activity_authority": {"XYZ": 1},
    }


@pytest.mark.parametrize("generation", [56, 52])
def test_the_same_file_again_changes_nothing_even_when_forced(tmp_path, now, generation):
    path = tmp_path / "sample.txt"
    with path.open("wb") as out:
        write_extract(out, sample_rows(people=120, seed=3), generation=generation)
    first = load_extract(path=path, now=now)
    before = snapshot()

    again = load_extract(path=path, now=now + timedelta(days=1))
    forced = reload_extract(path=path, now=now + timedelta(days=1))

    assert first.change_count > 500
    assert (again.state, again.change_count) == (LoadState.UNCHANGED, 0)
    assert (forced.state, forced.change_count) == (LoadState.FINISHED, 0)
    assert snapshot() == before


def test_the_order_of_lines_does_not_matter(sample, tmp_path, now):
    load_extract(path=sample, now=now)
    header, *lines = sample.read_bytes().splitlines(keepends=True)
    reversed_file = tmp_path / "reversed.txt"
    reversed_file.write_bytes(header + b"".join(reversed(lines)))

    report = load_extract(path=reversed_file, now=now)

    assert (report.state, report.change_count) == (LoadState.FINISHED, 0)


def test_the_number_of_queries_does_not_grow_with_the_file(extract, now):
    load_extract(path=extract(nurse()), now=now)  # codes and authorities come once
    counts = []
    for size in (1, 11):
        path = extract(*(nurse(order=9970000000 + size * 100 + number) for number in range(size)))
        with CaptureQueriesContext(connection) as queries:
            load_extract(path=path, now=now)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_changed_line_changes_its_row_only(extract, now):
    load_extract(path=extract(nurse(), assistant()), now=now)

    report = load_extract(path=extract(nurse(family_name="LE GOFF-MOREAU"), assistant()), now=now + timedelta(days=1))

    assert {kind: merged.total for kind, merged in report.counts.items() if merged.total} == {
        "people": 1,
        "exercises": 1,
    }
    assert Practitioner.objects.get(family_name="LE GOFF-MOREAU").updated_at == now + timedelta(days=1)


def test_activities_gone_from_the_file_end_that_day(extract, now):
    load_extract(path=extract(nurse(), nurse(**PRACTICE), assistant()), now=now - timedelta(days=30))

    report = load_extract(path=extract(nurse()), now=now)

    assert report.counts["roles"].closed == 2
    assert report.counts["exercises"].closed == 1
    ended = PractitionerRole.objects.filter(valid_until=TODAY)
    assert set(ended.values_list("organization__technical_id", "role_code")) == {
        ("R99700000013018", "FON-33"),
        ("F359000007", "313"),
    }
    assert ProfessionalExercise.objects.get(valid_until=TODAY).practitioner.national_id == "899700000021"
    assert Practitioner.objects.count() == 2


def test_what_a_load_ended_opens_again_when_it_comes_back(extract, now):
    load_extract(path=extract(nurse(), assistant()), now=now)
    load_extract(path=extract(nurse()), now=now)

    report = load_extract(path=extract(nurse(), assistant()), now=now)

    assert report.counts["roles"].updated == 1
    assert not PractitionerRole.objects.filter(valid_until__isnull=False).exists()
    assert not ProfessionalExercise.objects.filter(valid_until__isnull=False).exists()


def test_what_a_registrar_ended_with_a_reason_stays_ended(extract, now):
    load_extract(path=extract(nurse()), now=now)
    PractitionerRole.objects.update(valid_until=TODAY, end_reason_code="CHL")

    report = reload_extract(path=extract(nurse()), now=now)

    assert report.change_count == 0
    assert PractitionerRole.objects.get().valid_until == TODAY


def test_what_a_registrar_entered_is_not_touched(extract, now):
    entered = PractitionerRoleFactory()

    load_extract(path=extract(nurse()), now=now)

    assert PractitionerRole.objects.get(pk=entered.pk).valid_until == entered.valid_until
    assert ProfessionalExercise.objects.get(pk=entered.exercise_id).valid_until is None


def test_a_test_file_ends_no_activity_of_a_real_person(extract, now):
    load_extract(path=extract(nurse(order=1234567890)), now=now)

    report = load_extract(path=extract(nurse()), now=now)

    assert report.counts["roles"].closed == 0


def test_expertises_gone_from_the_file_are_removed(extract, now):
    specialist = nurse(expertise_kind_code="S", expertise_code="SI01")
    load_extract(path=extract(specialist), now=now)

    report = load_extract(path=extract(nurse(expertise_kind_code="S", expertise_code="SI04")), now=now)

    assert (report.counts["expertises"].created, report.counts["expertises"].removed) == (1, 1)
    assert Expertise.objects.get().code == "SI04"


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

    report = load_extract(path=path, now=now)

    assert [(line.number, line.fault) for line in report.refused] == [
        (9, LineFault.FIELD_COUNT),
        (3, LineFault.NO_IDENTIFIER),
        (4, LineFault.MALFORMED_IDENTIFIER),
        (5, LineFault.MALFORMED_IDENTIFIER),
        (6, LineFault.MALFORMED_IDENTIFIER),
        (7, LineFault.NO_AUTHORITY),
        (8, LineFault.TOO_LONG),
    ]
    assert (report.line_count, report.refused_count) == (8, 7)
    assert Practitioner.objects.count() == 1
    assert ExtractLoad.objects.get().refused_lines.values("line_number", "fault")[0] == {
        "line_number": 9,
        "fault": "field_count",
    }


def test_a_damaged_line_takes_no_right_away(extract, now):
    load_extract(path=extract(nurse(), assistant()), now=now)

    report = load_extract(path=extract(nurse(), assistant(authority="")), now=now)

    assert report.refused_count == 1
    assert report.counts["roles"].closed == 0


def test_a_file_full_of_damaged_lines_closes_nothing(extract, now):
    load_extract(path=extract(nurse(), assistant()), now=now)

    report = load_extract(path=extract(nurse(), extra=b"broken\n" * 1_001), now=now)

    assert report.departures_kept
    assert report.counts["roles"].closed == 0


def test_a_rehearsal_tells_everything_and_changes_nothing(sample, now):
    report = rehearse_extract(path=sample, now=now)

    assert report.counts["people"].created == 120
    assert not Practitioner.objects.exists()
    assert not ExtractLoad.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_file_of_another_kind_leaves_a_failed_load_and_nothing_else(tmp_path, now):
    path = tmp_path / "other.txt"
    path.write_text("a;b\n1;2\n")

    with pytest.raises(UnreadableExtract):
        load_extract(path=path, now=now)

    assert ExtractLoad.objects.get().state == LoadState.REFUSED
    assert not Practitioner.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_are_refused(extract, now):
    path = extract(nurse())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [loading._ONE_LOAD_AT_A_TIME])
            with pytest.raises(LoadAlreadyRunning):
                load_extract(path=path, now=now)
    finally:
        other.close()


def test_several_loads_may_share_an_outer_transaction(extract, now):
    with transaction.atomic():
        load_extract(path=extract(nurse()), now=now)
        load_extract(path=extract(nurse(), assistant()), now=now)

    assert Practitioner.objects.count() == 2


def test_the_command_prints_its_report_and_takes_the_newest_file_of_a_folder(extract, capsys):
    path = extract(nurse(sector_code="SA99"), extra=b"broken\n")
    (path.parent / "PS_LibreAcces_Personne_activite_202001010000.txt").write_text("older")

    with translation.override("en"):
        call_command("load_extract", str(path.parent))
        call_command("load_extract", str(path))

    out = capsys.readouterr().out
    assert "SA99 (1)" in out
    assert "line 3: wrong number of fields" in out
    assert "people: 1 created, 0 updated, 0 closed, 0 removed" in out
    assert ExtractLoad.objects.filter(state=LoadState.UNCHANGED).count() == 1


def test_the_command_rehearses_and_forces(extract, capsys):
    path = extract(nurse())

    call_command("load_extract", str(path), "--dry-run")
    assert not Practitioner.objects.exists()
    call_command("load_extract", str(path))
    call_command("load_extract", str(path), "--force")

    assert list(ExtractLoad.objects.values_list("state", flat=True)) == [LoadState.FINISHED, LoadState.DONE]


@pytest.mark.parametrize("content", [None, "a;b\n", ""])
def test_the_command_refuses_in_one_line(tmp_path, content):
    path = tmp_path / "extract.txt"
    if content is not None:
        path.write_text(content)

    with pytest.raises(CommandError) as refusal:
        call_command("load_extract", str(path))

    assert "\n" not in str(refusal.value)


def test_the_command_refuses_a_folder_without_extract(tmp_path):
    (tmp_path / "notes.txt").write_text(header_line())

    with pytest.raises(CommandError):
        call_command("load_extract", str(tmp_path))
