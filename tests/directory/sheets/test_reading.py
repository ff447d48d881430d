"""Files of staff as offices write them, and files that are none."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.errors import UnreadableSheet
from directory.policy import STAFF_IMPORT_BYTES, STAFF_IMPORT_CELL, STAFF_IMPORT_LINES
from directory.sheets.columns import COLUMNS, HEADINGS
from directory.sheets.reading import read_sheet
from tests.factories.staff_imports import CELLS
from tests.support.sheets import csv_file, person, workbook


def reason_of(content):
    with pytest.raises(UnreadableSheet) as refusal:
        read_sheet(content)
    return refusal.value.reason


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_separators_and_encodings_of_offices_are_found_out(delimiter, encoding):
    lines = read_sheet(csv_file([CELLS, person(1)], delimiter=delimiter, encoding=encoding))

    assert [line.cells for line in lines] == [CELLS, person(1)]
    assert [line.number for line in lines] == [2, 3]


def test_columns_are_known_by_other_names_in_any_order_and_others_are_not_read():
    content = (
        "Effectif au 1er mars;;\r\n"
        "id;COURRIEL;Nom;Prénom(s);NÉ LE;Sexe;portable;Fonction;Date d'entrée;Salaire\r\n"
        "7;a@exemple.test;Léger;Ana;9/4/1991;F;0639980101;313;17/03/2026;1 000\r\n"
    ).encode()

    (line,) = read_sheet(content)

    assert line.number == 3
    assert line.cells == {
        "birth_family_name": "Léger",
        "given_names": "Ana",
        "birth_date": "9/4/1991",
        "sex_code": "F",
        "email": "a@exemple.test",
        "mobile": "0639980101",
        "role_code": "313",
        "start_date": "17/03/2026",
    }


def test_empty_lines_are_passed_over_and_numbers_stay_those_of_the_file():
    header, first, second = csv_file([person(1), person(2)], encoding="utf-8").split(b"\r\n")[:3]

    lines = read_sheet(b"\r\n".join([header, b";;;", first, b"", second]))

    assert [line.number for line in lines] == [3, 5]


def test_a_cell_of_several_lines_is_one_cell():
    lines = read_sheet(csv_file([person(1, birth_family_name="ABEL\r\nBIS"), person(2)]))

    assert [line.number for line in lines] == [2, 4]
    assert lines[0].cells["birth_family_name"] == "ABEL BIS"


def test_the_mark_that_our_files_put_before_a_possible_formula_goes():
    (line,) = read_sheet(csv_file([person(1, mobile="'+33639980101", given_names="'Ana")]))

    assert line.cells["mobile"] == "+33639980101"
    assert line.cells["given_names"] == "'Ana"


def test_a_workbook_is_read_with_its_dates_and_numbers():
    born = datetime(1991, 4, 9)  # noqa: DTZ001 - workbooks know no zone
    row = ["Léger", "Ana", born, "F", "", "a@exemple.test", 639980101, 750012345, 313.0, "", "", 46098]

    (line,) = read_sheet(workbook([HEADINGS.values(), row]))

    assert line.cells["birth_date"] == "1991-04-09"
    assert line.cells["mobile"] == "639980101"
    assert line.cells["role_code"] == "313"
    assert line.cells["start_date"] == "46098"
    assert line.number == 2


def test_the_sheet_of_people_is_found_wherever_it_stands():
    book = Workbook()
    book.active.append(["Lisez-moi"])
    people = book.create_sheet("Personnel")
    people.append(list(HEADINGS.values()))
    people.append([CELLS.get(column.key, "") for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)

    assert [line.cells for line in read_sheet(out.getvalue())] == [CELLS]


def test_a_formula_is_never_evaluated():
    (line,) = read_sheet(workbook([HEADINGS.values(), ["=1+1", *(CELLS.get(c.key, "") for c in COLUMNS[1:])]]))

    assert "birth_family_name" not in line.cells


def test_what_cannot_be_seen_is_not_kept_and_long_cells_are_cut():
    (line,) = read_sheet(csv_file([person(1, given_names="Zo\u200bé\u202e\t x", email="a" * 1000)]))

    assert line.cells["given_names"] == "Zo é x"
    assert len(line.cells["email"]) == STAFF_IMPORT_CELL


def test_a_file_that_lacks_columns_says_which():
    with pytest.raises(UnreadableSheet) as refusal:
        read_sheet("Nom;Prénoms\r\nLéger;Ana\r\n".encode())

    assert refusal.value.reason == "columns"
    assert refusal.value.missing == ("birth_date", "sex_code", "email", "mobile", "role_code", "start_date")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"x" * (STAFF_IMPORT_BYTES + 1), "size"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "protected"),
        (b"PK\x03\x04 and nothing that follows", "damaged"),
        (b"Nom;Pr\0nom\r\n", "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"%PDF-1.7\r\n%", "columns"),
    ],
)
def test_what_is_no_list_of_people_is_refused(content, reason):
    assert reason_of(content) == reason


def test_a_file_without_a_person_or_with_too_many_is_refused():
    assert reason_of(csv_file([])) == "no_line"
    assert reason_of(csv_file([CELLS] * (STAFF_IMPORT_LINES + 1))) == "lines"
    assert len(read_sheet(csv_file([CELLS] * 3))) == 3


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = archive(xl__sharedStrings=b"0" * (200 * 1024 * 1024))

    assert len(bomb) < STAFF_IMPORT_BYTES
    assert reason_of(bomb) == "size"


@pytest.mark.parametrize("opening", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?xml version='1.0'?><!DOCTYPE x>"])
def test_an_entity_is_refused(opening):
    assert reason_of(archive(xl__workbook=opening)) == "damaged"


def test_an_entity_hides_neither_behind_a_comment_nor_in_a_part_of_another_name():
    entity = b"<?xml version='1.0'?><!--" + b" " * 5000 + b"--><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/worksheets/sheet1.txt", b"<!DOCTYPE x>")

    assert reason_of(archive(xl__workbook=entity)) == "damaged"
    assert reason_of(archive(xl__workbook=entity.decode().encode("utf-16"))) == "damaged"
    assert reason_of(out.getvalue()) == "damaged"


def test_a_workbook_that_claims_a_person_on_its_last_row_is_refused():
    book = Workbook()
    book.active.append(list(HEADINGS.values()))
    book.active.cell(row=1_048_576, column=1, value="Léger")
    out = io.BytesIO()
    book.save(out)

    assert reason_of(out.getvalue()) == "lines"


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_lines_or_a_refusal(content):
    for opening in (b"", b"PK\x03\x04", csv_file([CELLS])):
        with suppress(UnreadableSheet):
            assert read_sheet(opening + content)


def test_days_of_a_workbook_without_time_stay_days():
    row = ["Léger", "Ana", date(1991, 4, 9)]

    (line,) = read_sheet(workbook([HEADINGS.values(), row]))

    assert line.cells["birth_date"] == "1991-04-09"
