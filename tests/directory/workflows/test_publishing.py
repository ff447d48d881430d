"""The directory as files: who is in them, byte for byte the same once loaded again, never anything personal."""

import hashlib
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from directory.errors import NotAllowed
from directory.extract.layouts import FIELDS_OF, OPEN_KINDS, FileKind, header_line, kind_of_file_name
from directory.extract.reader import ExtractReader
from directory.extract.sample.people import write_samples
from directory.models import AuditEvent, CorrespondenceAddress, Diploma, LoadState, PracticeAuthorization, Practitioner
from directory.queries import open_data
from directory.workflows import loading, publishing
from tests.factories.directory import (
    AccountFactory,
    CivilIdentityFactory,
    ConceptFactory,
    ContactPointFactory,
    ExpertiseFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.loads import ExtractLoadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines_of(tmp_path, now):
    """Export, then the lines of one kind as dictionaries."""

    def _lines_of(kind, *, test_people=True):
        folder = tmp_path / "exported"
        folder.mkdir(exist_ok=True)
        if kind is FileKind.RESTRICTED:
            operator = AccountFactory(operator=True)
            file = publishing.export_restricted(folder=folder, now=now, account=operator, test_people=test_people)
        else:
            files = publishing.export_extracts(folder=folder, now=now, test_people=test_people)
            file = next(file for file in files if file.kind is kind)
        with ExtractReader(file.path) as reader:
            rows = [dict(zip(FIELDS_OF[kind], row, strict=True)) for row in reader.rows()]
            assert reader.kind is kind
            assert reader.refusals.count == 0
            assert len(rows) == file.line_count
        return rows

    return _lines_of


@pytest.fixture
def open_data_dir(tmp_path, settings):
    settings.OPEN_DATA_DIR = tmp_path / "open-data"
    return settings.OPEN_DATA_DIR


def everything(folder, now, **options):
    folder.mkdir()
    files = publishing.export_extracts(folder=folder, now=now, **options)
    return {file.kind: file.path.read_bytes() for file in files}


def restricted(folder, now):
    folder.mkdir()
    operator = AccountFactory(operator=True)
    return publishing.export_restricted(folder=folder, now=now, account=operator, test_people=True).path


def load(paths, now):
    for received in loading.receive(paths=paths, now=now):
        assert loading.advance(load_id=received.pk, now=now).state == LoadState.FINISHED


def empty_the_directory():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables"
            " WHERE (schemaname = 'public' AND tablename LIKE 'directory\\_%' AND tablename <> 'directory_account')"
            " OR (schemaname = 'loading' AND tablename LIKE 'memory%')"
        )
        tables = cursor.fetchone()[0]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    cache.clear()


# Refusals


@pytest.mark.parametrize("mandate", [None, {}, {"agent": True}, {"officer": True}, {"auditor": True}])
def test_nobody_but_a_national_operator_has_the_restricted_file(mandate, tmp_path, now):
    account = AccountFactory()
    if mandate is not None:
        MandateFactory(account=account, **mandate)

    with pytest.raises(NotAllowed):
        publishing.export_restricted(folder=tmp_path, now=now, account=account, test_people=True)

    assert list(tmp_path.iterdir()) == []
    assert not AuditEvent.objects.exists()


@pytest.fixture
def other_session():
    """Another session of the database, as another process has one."""
    session = connection.copy()
    yield session
    session.close()


def test_a_publication_under_way_is_not_made_twice(open_data_dir, now, other_session):
    with other_session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [publishing.ONE_AT_A_TIME])

    assert publishing.publish(now=now) is None
    assert not open_data_dir.exists()


# Who is in the files


def test_people_who_do_not_practise_are_in_no_file(lines_of, now):
    PractitionerFactory()
    PractitionerFactory(practising=True, dead=True)
    ended = PractitionerRoleFactory(ended=True)
    ProfessionalExerciseFactory(struck_off=True)
    ExpertiseFactory(exercise=ended.exercise)
    Diploma.objects.create(practitioner=ended.exercise.practitioner, type_code="DE", code="DE60")

    for kind in FileKind:
        assert lines_of(kind) == []


def test_people_of_tests_are_in_the_files_only_where_they_are_asked_for(lines_of):
    PractitionerRoleFactory()
    real = PractitionerFactory(real=True, practising=True)

    assert [line["national_id"] for line in lines_of(FileKind.ACTIVITIES, test_people=False)] == [real.national_id]
    assert len(lines_of(FileKind.ACTIVITIES, test_people=True)) == 2


def test_a_person_of_an_order_without_activity_has_one_line_and_no_structure(lines_of):
    order = RegistrationAuthorityFactory(order=True)
    ProfessionalExerciseFactory(practitioner__authority=order, of_order=True, authority=None, authority_code="")

    (line,) = lines_of(FileKind.ACTIVITIES)

    assert (line["authority"], line["structure_id"], line["mode_code"]) == ("ONI//", "", "")


def test_only_what_runs_is_told(lines_of, now):
    role = PractitionerRoleFactory()
    PractitionerRoleFactory(exercise=role.exercise, ended=True)
    PractitionerRoleFactory(exercise=role.exercise, valid_from=now.date() + timedelta(days=3))
    ExpertiseFactory(exercise=role.exercise, code="SM54")
    ExpertiseFactory(exercise=role.exercise, code="SM01", given_up_date=date(2023, 1, 1))

    (line,) = lines_of(FileKind.ACTIVITIES)

    assert (line["structure_id"], line["expertise_code"]) == (role.organization.technical_id, "SM54")
    assert [line["expertise_code"] for line in lines_of(FileKind.EXPERTISES)] == ["SM54"]


def test_activities_name_a_specialty_before_any_other_expertise(lines_of):
    role = PractitionerRoleFactory()
    for kind, code in (("CAPA", "A01"), ("S", "SM53"), ("S", "SM26")):
        ExpertiseFactory(exercise=role.exercise, type_code=kind, code=code)

    assert [(line["expertise_kind_code"], line["expertise_code"]) for line in lines_of(FileKind.ACTIVITIES)] == [
        ("S", "SM26")
    ]
    assert [line["expertise_code"] for line in lines_of(FileKind.EXPERTISES)] == ["A01", "SM26", "SM53"]


def test_labels_come_from_the_nomenclatures_and_are_empty_where_they_say_nothing(lines_of):
    ConceptFactory(table="TRE_G15-ProfessionSante", code="60", label="Infirmier")
    role = PractitionerRoleFactory(role_code="ZZZ")

    (line,) = lines_of(FileKind.ACTIVITIES)

    assert (line["profession_label"], line["role_code"], line["role_label"]) == ("Infirmier", "ZZZ", "")
    assert line["authority"] == "/".join(["ENREG"] * 3)
    assert line["civility_label"] == "Madame"
    assert line["legal_name"] == role.organization.legal_name


def test_diplomas_and_authorizations_are_told_apart_with_their_own_labels(lines_of):
    person = PractitionerFactory(practising=True)
    Diploma.objects.create(
        practitioner=person, type_code="DE", type_label="Diplôme d'État français", code="DE60", label="DE Infirmier"
    )
    PracticeAuthorization.objects.create(practitioner=person, type_code="AUT", discipline_code="D1")
    PracticeAuthorization.objects.create(
        practitioner=person, type_code="AUT", discipline_code="D2", valid_until=date(2020, 1, 1)
    )

    told = [
        (line["diploma_code"], line["diploma_label"], line["discipline_code"]) for line in lines_of(FileKind.DIPLOMAS)
    ]

    assert told == [("DE60", "DE Infirmier", ""), ("", "", "D1")]


def test_two_activities_that_a_load_would_read_as_one_are_one_line(lines_of):
    role = PractitionerRoleFactory()
    PractitionerRoleFactory(exercise=role.exercise, organization=role.organization, authority_code="ARS")

    assert [line["authority"] for line in lines_of(FileKind.ACTIVITIES)] == ["ENREG/ENREG/ARS"]


def test_what_the_format_cannot_hold_becomes_spaces(lines_of):
    place = OrganizationFactory(legal_name="A|B\nC\r\tD\x07E", trade_name='"\\N" \\\\', street_name="L’île\\d’Œ")
    PractitionerRoleFactory(organization=place, exercise__practice_family_name="LE|GOFF")

    (line,) = lines_of(FileKind.ACTIVITIES)

    assert (line["legal_name"], line["trade_name"], line["street_name"], line["family_name"]) == (
        "A B C  D E",
        '"\\N" \\\\',
        "L’île\\d’Œ",
        "LE GOFF",
    )


# Format


def test_files_are_written_as_the_official_ones(tmp_path, now):
    PractitionerRoleFactory()

    files = publishing.export_extracts(folder=tmp_path, now=now, test_people=True)

    assert [file.kind for file in files] == list(OPEN_KINDS)
    assert {path.name for path in tmp_path.iterdir()} == {file.path.name for file in files}
    for file in files:
        content = file.path.read_bytes()
        assert kind_of_file_name(file.path.name) is file.kind
        assert content.startswith(header_line(file.kind).encode() + b"\n")
        assert content.endswith(b"|\n")
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.byte_count, file.sha256)
    assert files[0].path.name == "PS_LibreAcces_Personne_activite_202603171300.txt"


def test_lines_are_in_order_of_identifier_then_profession_then_structure(lines_of):
    first, last = PractitionerFactory(rank=70_001), PractitionerFactory(rank=70_002)
    for person, profession, structure in (
        (last, "60", "F2"),
        (first, "60", "R1"),
        (first, "60", "C9"),
        (first, "10", "Z"),
    ):
        PractitionerRoleFactory(
            exercise=ProfessionalExerciseFactory(practitioner=person, profession_code=profession),
            organization=OrganizationFactory(technical_id=structure),
        )

    told = [(line["identifier"], line["structure_id"]) for line in lines_of(FileKind.ACTIVITIES)]

    assert told == [
        (first.identifier, "Z"),
        (first.identifier, "C9"),
        (first.identifier, "R1"),
        (last.identifier, "F2"),
    ]


def test_a_loaded_file_comes_back_as_it_came_but_for_people_whom_nobody_may_see(tmp_path, now):
    source = tmp_path / "PS_LibreAcces_Personne_activite_1.txt"
    with source.open("wb") as out:
        write_samples({FileKind.ACTIVITIES: out}, people=200, seed=4)
    load([source], now)

    exported = everything(tmp_path / "exported", now, test_people=True)[FileKind.ACTIVITIES]

    listed = [line for line in source.read_bytes().splitlines() if not line.endswith(b"|ARS//|||||||||")]
    assert exported.splitlines() == listed
    assert len(listed) > 200


def _portal_people():
    """What the portal writes: two professions, other names of practice, orders, roles without authority codes."""
    ConceptFactory(table="TRE_G15-ProfessionSante", code="60", label="Infirmier")
    order = RegistrationAuthorityFactory(order=True)
    person = PractitionerFactory()
    PractitionerRoleFactory(exercise__practitioner=person, organization__department_label="Paris")
    ProfessionalExerciseFactory(practitioner=person, profession_code="10", authority=None, authority_code="")
    other = ProfessionalExerciseFactory(
        practitioner__authority=order, of_order=True, practice_family_name="D’USAGE", authority=None, authority_code=""
    )
    PractitionerRoleFactory(exercise=other, authority=None, authority_code="", organization=None, sector_code="")
    PractitionerRoleFactory(
        exercise=other, authority_code="", organization__legal_name="A|B", organization__department_label="Paris"
    )
    ExpertiseFactory(exercise=other)
    Diploma.objects.create(practitioner=other.practitioner, type_code="DE", code="X|1", label="libre")
    return person, other.practitioner


@pytest.mark.parametrize("kinds", [(FileKind.ACTIVITIES,), OPEN_KINDS])
def test_what_is_exported_loaded_into_an_empty_directory_and_exported_again_is_identical(kinds, tmp_path, now):
    for kind in kinds:
        with (tmp_path / f"{kind}.txt").open("wb") as out:
            write_samples({kind: out}, people=150, seed=9)
    load([tmp_path / f"{kind}.txt" for kind in kinds], now)
    _portal_people()
    first = everything(tmp_path / "first", now, test_people=True)

    empty_the_directory()
    assert not Practitioner.objects.exists()
    paths = {kind_of_file_name(path.name): path for path in (tmp_path / "first").iterdir()}
    load([paths[kind] for kind in kinds], now)
    second = everything(tmp_path / "second", now, test_people=True)

    for kind in kinds:
        assert second[kind] == first[kind]
        assert first[kind].count(b"\n") > 30


def test_the_restricted_file_comes_back_as_it_went_with_its_contacts_and_identities(tmp_path, now):
    files = {kind: tmp_path / f"{kind}.txt" for kind in (FileKind.ACTIVITIES, FileKind.RESTRICTED)}
    for kind, path in files.items():
        with path.open("wb") as out:
            write_samples({kind: out}, people=80, seed=9)
    load(list(files.values()), now)
    first = restricted(tmp_path / "first", now)
    everything(tmp_path / "open", now, test_people=True)

    empty_the_directory()
    opened = {kind_of_file_name(path.name): path for path in (tmp_path / "open").iterdir()}
    load([opened[FileKind.ACTIVITIES], first], now)

    assert restricted(tmp_path / "second", now).read_bytes() == first.read_bytes()
    assert first.read_bytes().count(b"@exemple.test") > 50


# Personal data


def test_nothing_personal_is_in_an_open_file(tmp_path, now):
    person = PractitionerFactory(practising=True)
    CivilIdentityFactory(
        practitioner=person,
        birth_family_name="SECRET-BIRTH-NAME",
        given_names="Secretgiven",
        birth_date=date(1961, 2, 3),
        birth_place_code="99352",
        birth_place_label="SECRET-PLACE",
    )
    ContactPointFactory(practitioner=person, email="secret@personal.test", verified=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, mobile="+33639980042", verified=True)
    CorrespondenceAddress.objects.create(practitioner=person, line_1="SECRET LINE", line_6="59000 LILLE")

    files = everything(tmp_path / "out", now, test_people=True)

    assert person.family_name.encode() in files[FileKind.ACTIVITIES]
    for content in files.values():
        for secret in (b"SECRET", b"Secret", b"1961", b"99352", b"@personal", b"39980042", b"59000"):
            assert secret not in content


def test_the_restricted_file_has_civil_status_and_contacts_and_leaves_a_trace(lines_of):
    person = PractitionerFactory(practising=True)
    CivilIdentityFactory(
        practitioner=person, birth_family_name="MARTIN", given_names="Éloïse Anne", birth_place_label="BREST"
    )
    ContactPointFactory(practitioner=person, email="eloise@exemple.test", verified=True)
    ContactPointFactory(practitioner=person, email="old@exemple.test", replaced=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, mobile="+33639980042", verified=True)

    (line,) = lines_of(FileKind.RESTRICTED)

    assert (line["birth_family_name"], line["birth_given_names"], line["birth_date"]) == (
        "MARTIN",
        "Éloïse'Anne''",
        "04/03/1985",
    )
    assert (line["contact_email"], line["contact_phone"]) == ("eloise@exemple.test", "+33639980042")
    event = AuditEvent.objects.get()
    assert (event.action, event.outcome, event.details["lines"]) == ("directory.export_restricted", "EXPORTED", 1)
    assert "exemple.test" not in json.dumps(event.details)


def test_the_restricted_file_is_for_its_owner_only(tmp_path, now):
    file = publishing.export_restricted(
        folder=tmp_path, now=now, account=AccountFactory(operator=True), test_people=True
    )

    assert file.path.stat().st_mode & 0o077 == 0


# Publications


def test_nothing_is_due_before_the_first_load(open_data_dir):
    assert not publishing.is_publication_due()


def test_a_publication_is_due_once_for_each_load(open_data_dir, now):
    ExtractLoadFactory(finished_at=now)
    assert publishing.is_publication_due()

    publishing.publish(now=now)
    assert not publishing.is_publication_due()

    ExtractLoadFactory(finished_at=now + timedelta(days=1))
    assert publishing.is_publication_due()


def test_a_batch_under_way_is_waited_for_and_a_paused_load_is_not(open_data_dir, now):
    ExtractLoadFactory(finished_at=now)
    under_way = ExtractLoadFactory(received=True)
    assert not publishing.is_publication_due()

    under_way.state = LoadState.PAUSED
    under_way.save()
    assert publishing.is_publication_due()


def test_a_publication_has_files_an_archive_of_them_and_their_digests(open_data_dir, now, settings):
    settings.DEMO = True
    PractitionerRoleFactory()
    latest = ExtractLoadFactory(finished_at=now)

    publication = publishing.publish(now=now)

    assert publication == open_data.latest_publication()
    assert (publication.load_id, publication.loaded_at, publication.has_test_people) == (latest.pk, now, True)
    assert [(file.kind, file.line_count) for file in publication.files] == [
        ("ACTIVITIES", 1),
        ("EXPERTISES", 0),
        ("DIPLOMAS", 0),
    ]
    with zipfile.ZipFile(publication.archive.path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            file.name: file.path.read_bytes() for file in publication.files
        }
    for file in (publication.archive, *publication.files):
        content = file.path.read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.byte_count, file.sha256)


def test_outside_a_demonstration_people_of_tests_are_not_published(open_data_dir, now, settings):
    settings.DEMO = False
    PractitionerRoleFactory()

    publication = publishing.publish(now=now)

    assert [file.line_count for file in publication.files] == [0, 0, 0]
    assert not publication.has_test_people


def test_the_last_publications_are_kept(open_data_dir, now, settings):
    settings.OPEN_DATA_KEPT = 2

    for day in range(4):
        publishing.publish(now=now + timedelta(days=day))

    assert [folder.name for folder in open_data.publication_folders()] == ["202603201300", "202603191300"]
    assert {path.name for path in open_data_dir.iterdir()} == {"202603201300", "202603191300"}


def test_a_publication_that_fails_leaves_the_last_one(open_data_dir, now, monkeypatch):
    kept = publishing.publish(now=now)

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "_archive", full)
    with pytest.raises(OSError, match="No space left"):
        publishing.publish(now=now + timedelta(days=1))

    assert open_data.latest_publication() == kept
    assert [path.name for path in open_data_dir.iterdir()] == ["202603171300"]
