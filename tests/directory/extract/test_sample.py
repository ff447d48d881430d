"""The fictitious directory: repeatable, coherent, every number right, every region there."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from directory.extract.columns import FIELDS
from directory.extract.layouts import FIELDS_OF, FileKind, header_line, kind_of_file_name
from directory.extract.reader import ExtractReader
from directory.extract.sample.names import COMPOUND_FAMILY_NAMES, FAMILY_NAMES
from directory.extract.sample.numbers import FIRST_ORDER, rpps_of_rank
from directory.extract.sample.people import sample_rows
from directory.extract.sample.surnames import surname
from directory.extract.sample.towns import towns_by_agency
from directory.identifiers import (
    make_rpps,
    parse_finess,
    parse_national_id,
    parse_siren,
    parse_siret,
    parse_structure_id,
)
from directory.vocabulary.authorities import AGENCIES, OrderCode
from directory.vocabulary.departments import all_departments, department_of_commune, department_of_postal_code
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, Nomenclature, codes_among


@pytest.fixture(scope="module")
def demo():
    return [dict(zip(FIELDS, row, strict=True)) for row in sample_rows(people=500, seed=2026)]


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    first = list(sample_rows(people=60, seed=1))

    assert list(sample_rows(people=60, seed=1)) == first
    assert list(sample_rows(people=60, seed=2)) != first


def test_everybody_is_a_test_person_with_a_right_number_of_their_own(demo):
    ids = [parse_national_id(line["national_id"]) for line in demo]

    assert all(national_id.is_test for national_id in ids)
    assert len(set(ids)) == 500


def test_every_number_of_a_structure_is_right(demo):
    for line in demo:
        for field, parse in [
            ("site_siret", parse_siret),
            ("site_siren", parse_siren),
            ("site_finess", parse_finess),
            ("legal_finess", parse_finess),
            ("structure_id", parse_structure_id),
        ]:
            if line[field]:
                assert parse(line[field]) == line[field] or str(parse(line[field])) == line[field]


def test_a_technical_identifier_names_one_structure(demo):
    address = ("legal_name", "site_siret", "site_finess", "postal_code", "street_name", "phone", "sector_code")
    structures = {}
    for line in demo:
        described = tuple(line[field] for field in address)
        assert structures.setdefault(line["structure_id"], described) == described


def test_every_agency_has_finess_and_siret_sites_and_two_towns(demo):
    def agencies_with(field):
        return {all_departments()[line["department_code"]].agency_code for line in demo if line[field]}

    assert len(AGENCIES) == 18
    assert agencies_with("site_finess") == agencies_with("site_siret") == set(AGENCIES)
    assert min(len(towns) for towns in towns_by_agency().values()) >= 2


def test_commune_postal_code_and_department_agree(demo):
    for line in demo:
        if line["commune_code"]:
            department = all_departments()[line["department_code"]]
            assert department_of_commune(line["commune_code"]) == department
            assert department_of_postal_code(line["postal_code"]) == department


def test_people_have_none_one_or_several_activities(demo):
    activities = {}
    for line in demo:
        activities.setdefault(line["national_id"], 0)
        activities[line["national_id"]] += bool(line["structure_id"])

    assert set(activities.values()) == {0, 1, 2, 3}


def test_names_have_accents_particles_apostrophes_and_hyphens(demo):
    names = {line["family_name"] for line in demo} | {line["given_name"] for line in demo}

    for sign in ("É", "é", "'", "-", "DE ", "LE "):
        assert any(sign in name for name in names), sign


def test_authorities_fit_professions(demo):
    by_profession = {"10": "CNOM", "21": "CNOP", "40": "ONCD", "50": "CNOSF", "60": "ONI", "70": "CNOMK", "93": "ARS"}
    for line in demo:
        expected = by_profession.get(line["profession_code"])
        assert expected is None or line["authority"].split("/")[0] == expected
        assert (line["role_code"] == "313") <= (line["authority"] == "ENREG/ENREG/ENREG")
    assert {line["authority"].split("/")[0] for line in demo} == {*OrderCode.values, "ARS", "ENREG"}
    assert {"CNOM/CNOM/ARS", "CNOM//"} <= {line["authority"] for line in demo}


def test_codes_are_open_and_labels_are_theirs(demo):
    columns = {
        "profession": PROFESSIONS,
        "role": ROLES,
        "sector": (Nomenclature.SECTOR,),
        "mode": (Nomenclature.ACTIVITY_MODE,),
        "activity_kind": (Nomenclature.ACTIVITY_KIND,),
        "category": (Nomenclature.CATEGORY,),
        "expertise": (Nomenclature.SPECIALTY,),
    }
    for line in demo:
        for name, tables in columns.items():
            if line[f"{name}_code"]:
                code = codes_among(tables)[line[f"{name}_code"]]
                assert line[f"{name}_label"] == code.label
                assert code.valid_until is None
            else:
                assert line[f"{name}_label"] == ""


def test_care_assistants_have_a_role_and_no_profession(demo):
    assistants = [line for line in demo if line["role_code"] == "313"]

    assert assistants
    assert {line["profession_code"] for line in assistants} == {""}


def test_the_command_writes_the_same_file_twice(tmp_path, capsys):
    for name in ("a.txt", "b.txt"):
        call_command("make_extract", str(tmp_path / name), "--people", "30", "--seed", "4", "--columns", "52")

    content = (tmp_path / "a.txt").read_text()
    assert content == (tmp_path / "b.txt").read_text()
    assert content.splitlines()[0] == header_line(columns=52)
    assert "a.txt" in capsys.readouterr().out


def test_the_command_gives_the_official_name_in_a_folder_and_refuses_in_one_line(tmp_path):
    call_command("make_extract", str(tmp_path), "--people", "1")

    assert [path.name[:29] for path in tmp_path.iterdir()] == ["PS_LibreAcces_Personne_activi"]
    with pytest.raises(CommandError):
        call_command("make_extract", str(tmp_path / "missing" / "x.txt"), "--people", "1")
    with pytest.raises(CommandError):
        call_command("make_extract", str(tmp_path), "--people", "5000001")


@pytest.fixture(scope="module")
def files():
    """The four files of the same people, each line as a dictionary."""
    return {
        kind: [dict(zip(FIELDS_OF[kind], row, strict=True)) for row in sample_rows(people=400, seed=2026, kind=kind)]
        for kind in FileKind
    }


def test_every_file_speaks_of_the_same_people(files):
    names = {line["national_id"]: (line["family_name"], line["given_name"]) for line in files[FileKind.ACTIVITIES]}

    for kind in FileKind:
        assert len(files[kind]) > 50
        for line in files[kind]:
            assert names[line["national_id"]] == (line["family_name"], line["given_name"])


def test_the_restricted_file_tells_the_same_activities_in_the_same_order(files):
    shared = [name for name in FIELDS_OF[FileKind.RESTRICTED] if name in FIELDS]

    open_lines, restricted = files[FileKind.ACTIVITIES], files[FileKind.RESTRICTED]

    assert [[line[name] for name in shared] for line in restricted] == [
        [line[name] for name in shared] for line in open_lines
    ]


def test_the_restricted_file_has_births_and_contacts_in_their_official_form(files):
    for line in files[FileKind.RESTRICTED]:
        assert datetime.strptime(line["birth_date"], "%d/%m/%Y").year in range(1950, 2010)  # noqa: DTZ007
        assert line["birth_given_names"].startswith(f"{line['given_name']}'")
        assert line["birth_given_names"].endswith("''")
        assert line["sex_code"] == {"MME": "F", "M": "M"}[line["civility_code"]]
        assert line["contact_phone"] == "" or line["contact_phone"].startswith("063998")
        assert line["contact_email"] == "" or line["contact_email"].endswith("@exemple.test")
    for field in ("contact_phone", "contact_email", "other_identifiers"):
        assert {bool(line[field]) for line in files[FileKind.RESTRICTED]} == {True, False}


def test_activities_name_the_first_expertise_of_the_other_file(files):
    expertises = {}
    for line in files[FileKind.EXPERTISES]:
        expertises.setdefault(line["national_id"], []).append(line["expertise_code"])

    for line in files[FileKind.ACTIVITIES]:
        assert line["expertise_code"] == min(expertises.get(line["national_id"], [""]))
    assert max(map(len, expertises.values())) == 2


def test_a_line_of_diplomas_tells_a_diploma_or_an_authorization(files):
    told = {(bool(line["diploma_code"]), bool(line["discipline_code"])) for line in files[FileKind.DIPLOMAS]}

    assert told == {(True, False), (False, True)}


def test_a_person_does_not_depend_on_how_many_people_there_are():
    def people_of(count):
        return {row[2]: row[3:17] for row in sample_rows(people=count, seed=3)}

    assert people_of(200).items() <= people_of(1_300).items()


def test_rare_names_turn_up_among_many_people():
    def names_of(people):
        return {row[7] for row in sample_rows(people=people, seed=1)}

    few, many = names_of(1_000), names_of(4_000)

    usual = {name.upper() for name in (*FAMILY_NAMES, *COMPOUND_FAMILY_NAMES)}
    assert all(set(name.split("-")) <= usual or name in usual for name in few)
    assert len(many) > 1_500
    assert len({surname(number) for number in range(20_000)}) > 19_500


def test_numbers_of_ranks_are_right():
    for rank in (0, 8, 9, 998, 999, 1_000, 123_456, 4_999_999):
        assert rpps_of_rank(rank) == make_rpps(FIRST_ORDER + rank)


def test_the_command_writes_every_kind_and_generation(tmp_path, capsys):
    call_command(
        "make_extract",
        str(tmp_path),
        "--people",
        "40",
        "--kinds",
        "activities",
        "expertises",
        "diplomas",
        "restricted",
        "--columns",
        "50",
    )

    found = {}
    for path in tmp_path.iterdir():
        with ExtractReader(path) as reader:
            found[reader.kind] = (len(reader.layout.fields), len(list(reader.rows())))
            assert reader.refusals.count == 0
            assert kind_of_file_name(path.name) is reader.kind
    assert {kind: columns for kind, (columns, _lines) in found.items()} == {
        FileKind.ACTIVITIES: 56,
        FileKind.EXPERTISES: 13,
        FileKind.DIPLOMAS: 13,
        FileKind.RESTRICTED: 50,
    }
    assert capsys.readouterr().out.count("\n") == 4


def test_several_kinds_need_a_folder_and_columns_a_kind_that_has_them(tmp_path):
    with pytest.raises(CommandError):
        call_command("make_extract", str(tmp_path / "x.txt"), "--kinds", "activities", "diplomas")
    with pytest.raises(CommandError):
        call_command("make_extract", str(tmp_path), "--columns", "49")
