"""Nomenclatures and departments that ship with the program."""

from datetime import date

import pytest

from directory.vocabulary.authorities import AGENCIES, OrderCode
from directory.vocabulary.codes import (
    ActivityKind,
    ActivityMode,
    CareRole,
    ExpertiseKind,
    IdentifierType,
    ProfessionalCategory,
)
from directory.vocabulary.departments import all_departments, department_of_commune, department_of_postal_code
from directory.vocabulary.nomenclatures import (
    PROFESSIONS,
    ROLES,
    Nomenclature,
    all_codes,
    codes_among,
    codes_of,
    label_of,
)


@pytest.mark.parametrize(
    ("choices", "nomenclature"),
    [
        (IdentifierType, Nomenclature.IDENTIFIER_TYPE),
        (ProfessionalCategory, Nomenclature.CATEGORY),
        (ActivityMode, Nomenclature.ACTIVITY_MODE),
        (ActivityKind, Nomenclature.ACTIVITY_KIND),
        (ExpertiseKind, Nomenclature.EXPERTISE_KIND),
        (CareRole, Nomenclature.CARE_ROLE),
        (OrderCode, Nomenclature.ORDER),
    ],
)
def test_codes_that_the_program_names_are_open_codes_of_their_table(choices, nomenclature):
    assert all(codes_of(nomenclature)[code].valid_until is None for code in choices.values)


def test_the_open_agencies_are_those_of_the_nomenclature():
    open_codes = [code.code for code in codes_of(Nomenclature.AUTHORITY).values() if code.valid_until is None]

    assert tuple(code for code in open_codes if code.startswith("ARS-")) == AGENCIES


def test_tables_that_share_a_column_do_not_share_open_codes():
    for tables in (PROFESSIONS, ROLES):
        open_codes = [entry for entry in all_codes() if entry.nomenclature in tables and entry.valid_until is None]
        assert [codes_among(tables)[entry.code] for entry in open_codes] == open_codes


def test_a_closed_code_is_open_until_the_day_it_ends():
    care_assistant = codes_of(Nomenclature.HEALTH_PROFESSION)["35"]

    assert care_assistant.is_open_on(date(2024, 12, 12))
    assert not care_assistant.is_open_on(date(2024, 12, 13))
    assert not care_assistant.is_open_on(date(2018, 10, 25))
    assert codes_of(Nomenclature.CARE_ROLE)["313"].is_open_on(date(2026, 1, 1))


def test_an_unknown_code_is_its_own_label():
    assert label_of(Nomenclature.SECTOR, "SA99") == "SA99"
    assert label_of(Nomenclature.SECTOR, "SA07") == "Cabinet individuel"


@pytest.mark.parametrize(
    ("commune", "department"), [("35238", "35"), ("2A004", "2A"), ("2B033", "2B"), ("2b033", "2B"), ("97411", "974")]
)
def test_the_department_of_a_commune_is_found(commune, department):
    assert department_of_commune(commune).code == department


@pytest.mark.parametrize(
    ("postal", "department"),
    [
        ("75011", "75"),
        ("01000", "01"),
        ("20137", "2A"),
        ("20250", "2B"),
        ("20600", "2B"),
        ("97600", "976"),
        ("97133", "977"),
        ("97150", "978"),
        ("98800", "988"),
    ],
)
def test_the_department_of_a_postal_code_is_found(postal, department):
    assert department_of_postal_code(postal).code == department


@pytest.mark.parametrize("postal", ["", "GL", "99132", "20900"])
def test_an_address_abroad_has_no_department(postal):
    assert department_of_postal_code(postal) is None


def test_every_agency_covers_departments():
    covered = {}
    for department in all_departments().values():
        covered.setdefault(department.agency_code, []).append(department.code)

    assert sum(len(covered[agency]) for agency in AGENCIES) == len(all_departments()) - 3
    assert covered["ARS-94"] == ["2A", "2B"]
    assert covered["ARS-06"] == ["976"]
