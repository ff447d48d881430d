"""Columns: matched by name, whatever their case and order; what is missing is named."""

import pytest

from directory.errors import UnreadableExtract
from directory.extract.columns import COLUMNS, FIELDS, header_line, read_header


@pytest.mark.parametrize("generation", [56, 52])
def test_the_official_header_of_each_generation_is_read(generation):
    layout = read_header(header_line(generation) + "\n")

    assert layout.fields == FIELDS[:generation]
    assert layout.unknown_count == 0


def test_the_official_header_ends_with_a_separator():
    header = header_line()

    assert header.startswith("Type d'identifiant PP|Identifiant PP|Identification nationale PP|")
    assert header.endswith("|Code genre activité|Libellé genre activité|")
    assert header.count("|") == 56


def test_case_spaces_apostrophes_and_order_of_headers_do_not_matter():
    names = [name.upper().replace("'", "’") + " " for name in reversed(COLUMNS.values())]

    assert read_header("|".join(names)).fields == tuple(reversed(FIELDS))


def test_unknown_columns_are_tolerated():
    layout = read_header("Nouveauté|" + header_line() + "Autre|")

    assert layout.fields == (None, *FIELDS, None)
    assert layout.unknown_count == 2


def test_a_missing_column_is_named():
    header = header_line().replace("Numéro FINESS site|", "").replace("Code pays (coord. structure)|", "")

    with pytest.raises(UnreadableExtract) as refusal:
        read_header(header)

    assert refusal.value.missing == ("Numéro FINESS site", "Code pays (coord. structure)")


def test_a_repeated_column_is_refused_by_name():
    with pytest.raises(UnreadableExtract) as refusal:
        read_header(header_line() + "Identifiant PP|")

    assert refusal.value.missing == ("Identifiant PP",)


@pytest.mark.parametrize("line", ["", "\n", "a;b;c", "%PDF-1.4"])
def test_any_other_file_is_refused(line):
    with pytest.raises(UnreadableExtract) as refusal:
        read_header(line)

    assert len(refusal.value.missing) == 52
