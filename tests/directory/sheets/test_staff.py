"""Cells of a line become values or faults, one a cell; nothing is looked up by what a file says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.identifiers import make_rpps
from directory.sheets.cells import Vocabulary, structure_key
from directory.sheets.columns import COLUMNS
from directory.sheets.staff import ACTIVITY_KINDS, PROFESSIONS, ROLES, preview
from tests.factories.staff_imports import CELLS

WORDS = Vocabulary.of(
    {
        ROLES: [("313", "Aide-soignant"), ("350", "Aide à domicile"), ("1", "Pareil"), ("2", "pareil")],
        PROFESSIONS: [("51", "Educateur spécialisé")],
        ACTIVITY_KINDS: [("GENR11", "Accompagnement social"), ("GENR01", "Activité de soin")],
    }
)


def read(only=7, **cells):
    (line,) = preview([{**CELLS, **cells}], vocabulary=WORDS, structures={"750012345": 9, "012345678": 8}, only=only)
    return line


def test_a_line_as_people_type_it_is_read():
    line = read()

    assert line.faults == {}
    assert (line.birth_date, line.start_date) == (date(1991, 4, 9), date(2026, 3, 17))
    assert (line.email, line.mobile) == ("ana.leger@exemple.test", "+33639980101")
    assert (line.structure, line.role_code, line.profession_code, line.activity_kind_code) == (7, "313", "", "GENR11")


@pytest.mark.parametrize("typed", ["09/04/1991", "9/4/1991", "09-04-1991", "9.4.1991", "1991-04-09", "33337"])
def test_a_date_is_french_international_or_the_number_of_a_spreadsheet(typed):
    assert read(birth_date=typed).birth_date == date(1991, 4, 9)


@pytest.mark.parametrize("typed", ["31/02/1991", "09/04/91", "avril 1991", "1991", "99/99/9999", "0", "-5", "12345678"])
def test_what_is_no_date_is_told(typed):
    assert read(birth_date=typed).faults == {"birth_date": "not_a_date"}


@pytest.mark.parametrize(
    "typed",
    [
        "0639980101",
        "06 39 98 01 01",
        "06.39.98.01.01",
        "639980101",
        "+33 6 39 98 01 01",
        "33639980101",
        "0033639980101",
    ],
)
def test_a_mobile_number_is_read_as_it_is_typed_or_as_a_spreadsheet_spoils_it(typed):
    assert read(mobile=typed).mobile == "+33639980101"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("01 44 55 66 77", "mobile_not_mobile"),
        ("+44 7911 123456", "mobile_not_french"),
        ("12", "mobile_invalid"),
        ("appeler le soir", "mobile_invalid"),
        ("", "needed"),
    ],
)
def test_a_number_that_no_code_reaches_is_told(typed, fault):
    assert read(mobile=typed).faults == {"mobile": fault}


def test_a_number_of_the_overseas_departments_is_a_mobile():
    assert read(mobile="+262 692 12 34 56").faults == {}


@pytest.mark.parametrize(("typed", "sex"), [("F", "F"), ("femme", "F"), ("Mme", "F"), ("H", "M"), ("Masculin", "M")])
def test_a_sex_is_a_letter_or_a_word(typed, sex):
    assert read(sex_code=typed).sex_code == sex


@pytest.mark.parametrize("typed", ["313", "Aide-soignant", "AIDE SOIGNANT", "aide  soignant"])
def test_a_role_is_a_code_or_its_label(typed):
    assert read(role_code=typed).role_code == "313"


def test_a_code_that_is_none_or_a_label_of_two_is_told():
    assert read(role_code="Magicien").faults == {"role_code": "unknown_code"}
    assert read(role_code="Pareil").faults == {"role_code": "several_codes"}
    assert read(profession_code="313").faults == {"profession_code": "unknown_code"}


def test_a_structure_is_one_of_the_authoritys_and_may_be_left_out_where_there_is_one():
    assert read(structure="75 001 2345").structure == 9
    assert read(structure="12345678").structure == 8  # the zero that a spreadsheet took away
    assert read(structure="999999999").faults == {"structure": "structure_unknown"}
    assert read(only=None).faults == {"structure": "structure_needed"}
    assert structure_key("c12") == "C12"


@pytest.mark.parametrize("typed", ["=1+1", "Ana3", "a@b", "<b>", "...", "@SUM(A1)"])
def test_what_is_no_name_is_told(typed):
    assert read(birth_family_name=typed).faults == {"birth_family_name": "not_a_name"}


def test_names_keep_their_accents_hyphens_and_apostrophes():
    line = read(birth_family_name="d’Arçon-Léger", given_names="Ana, Éloïse, N'Diaye")

    assert (line.birth_family_name, line.given_names) == ("d’Arçon-Léger", "Ana Éloïse N'Diaye")


def test_who_is_named_by_a_number_needs_no_contact():
    number = make_rpps(9_978_888_888)

    assert read(rpps=f"8 {number}", email="", mobile="").faults == {}
    assert read(rpps=number, email="").rpps == number
    assert read(rpps="10100000001").faults == {"rpps": "rpps_malformed"}


def test_every_faulty_cell_is_told_at_once():
    line = read(birth_family_name="", birth_date="hier", email="rien", mobile="1", role_code="?")

    assert line.faults == {
        "birth_family_name": "needed",
        "birth_date": "not_a_date",
        "email": "not_an_email",
        "mobile": "mobile_invalid",
        "role_code": "needed",
    }


@given(st.fixed_dictionaries({column.key: st.text(max_size=60) for column in COLUMNS}))
def test_whatever_is_typed_it_is_a_value_or_a_fault(cells):
    (line,) = preview([cells], vocabulary=WORDS, structures={}, only=None)

    assert line.faults
