"""Layouts: the kind of a file is told by its header, columns by name; what is missing is named."""

import pytest

from directory.errors import UnreadableExtract
from directory.extract.layouts import (
    COLUMNS_OF,
    FIELDS_OF,
    FileKind,
    fields_of_generation,
    file_name,
    generations_of,
    header_line,
    kind_of_file_name,
    read_header,
)
from directory.models import ExtractKind

GENERATIONS = [(kind, columns) for kind in FileKind for columns in generations_of(kind)]


def refusal_of(line, **named):
    with pytest.raises(UnreadableExtract) as refusal:
        read_header(line, **named)
    return refusal.value


@pytest.mark.parametrize("line", ["", "\n", "a;b;c", "%PDF-1.4"])
def test_any_other_file_is_refused(line):
    assert len(refusal_of(line).missing) == 52


def test_the_name_of_a_file_of_no_kind_tells_which_columns_it_should_have():
    refusal = refusal_of("a;b;c", named=FileKind.DIPLOMAS)

    assert refusal.kind == "DIPLOMAS"
    assert refusal.missing == tuple(COLUMNS_OF[FileKind.DIPLOMAS].values())


def test_missing_columns_are_named():
    header = header_line().replace("Numéro FINESS site|", "").replace("Code pays (coord. structure)|", "")

    assert refusal_of(header).missing == ("Numéro FINESS site", "Code pays (coord. structure)")


@pytest.mark.parametrize("kind", FileKind)
def test_a_file_that_lacks_one_column_is_still_of_its_kind_whatever_its_name(kind):
    names = [COLUMNS_OF[kind][field] for field in fields_of_generation(kind, generations_of(kind)[-1])]

    for name in names[5:]:
        refusal = refusal_of("|".join(other for other in names if other != name) + "|", named=FileKind.EXPERTISES)
        assert (refusal.kind, refusal.missing) == (kind.value, (name,))


def test_a_repeated_column_is_refused_by_name():
    assert refusal_of(header_line() + "Identifiant PP|").missing == ("Identifiant PP",)


def test_two_spellings_of_one_column_are_one_column_repeated():
    assert refusal_of(header_line() + "Code fonction|").missing == ("Code rôle",)


def test_kinds_are_those_that_loads_remember():
    assert [kind.value for kind in FileKind] == ExtractKind.values


@pytest.mark.parametrize(("kind", "columns"), GENERATIONS)
def test_the_official_header_of_each_kind_and_generation_is_read(kind, columns):
    layout = read_header(header_line(kind, columns) + "\n")

    assert layout.kind is kind
    assert layout.fields == fields_of_generation(kind, columns)
    assert len(layout.fields) == columns
    assert layout.unknown_count == 0


@pytest.mark.parametrize(("kind", "columns"), GENERATIONS)
def test_case_spaces_apostrophes_and_order_of_headers_do_not_matter(kind, columns):
    names = header_line(kind, columns).removesuffix("|").upper().replace("'", "’").split("|")

    layout = read_header("|".join(f"{name} " for name in reversed(names)))

    assert layout.kind is kind
    assert layout.fields == tuple(reversed(fields_of_generation(kind, columns)))


@pytest.mark.parametrize("kind", FileKind)
def test_unknown_columns_are_tolerated(kind):
    layout = read_header("Nouveauté|" + header_line(kind) + "Autre|")

    assert layout.fields == (None, *FIELDS_OF[kind], None)
    assert layout.unknown_count == 2


def test_a_column_of_another_kind_is_an_unknown_one():
    layout = read_header(header_line(FileKind.EXPERTISES) + "Code mode exercice|Raison sociale site|")

    assert layout.kind is FileKind.EXPERTISES
    assert layout.fields == (*FIELDS_OF[FileKind.EXPERTISES], None, None)


@pytest.mark.parametrize(
    ("official", "met"),
    [
        ("Code Département (structure)", "Code département (coord. structure)"),
        ("Code genre activité", "Code genre d'activité"),
        ("Libellé genre activité", "Libellé genre d'activité"),
        ("Code rôle", "Code fonction"),
    ],
)
def test_other_spellings_are_known(official, met):
    assert read_header(header_line().replace(official, met)).fields == FIELDS_OF[FileKind.ACTIVITIES]


def test_official_headers_are_spelt_as_published():
    activities = header_line()
    restricted = header_line(FileKind.RESTRICTED).split("|")

    assert activities.startswith("Type d'identifiant PP|Identifiant PP|Identification nationale PP|")
    assert activities.endswith("|Code genre activité|Libellé genre activité|")
    assert header_line(FileKind.EXPERTISES).endswith("|Code savoir-faire|Libellé savoir-faire|")
    assert header_line(FileKind.DIPLOMAS).endswith("|Code discipline autorisation|Libellé discipline autorisation|")
    assert restricted[3:12] == [
        "Nom de famille",
        "Prénoms",
        "Date de naissance",
        "Code commune de naissance",
        "Code pays de naissance",
        "Lieu de naissance",
        "Code sexe",
        "Téléphone (coord. correspondance)",
        "Adresse e-mail (coord. correspondance)",
    ]
    assert restricted[46:] == [
        "Code département (coord. structure)",
        "Ancien identifiant de la structure",
        "Autorité d'enregistrement",
        "Autres identifiants",
        "Code genre d'activité",
        "",
    ]
    assert header_line(FileKind.RESTRICTED, 50).split("|")[48:] == [
        "Autorité d'enregistrement",
        "Code genre d'activité",
        "",
    ]


@pytest.mark.parametrize("kind", FileKind)
def test_official_names_of_files_tell_the_kind(kind):
    assert kind_of_file_name(file_name(kind, "202601010000")) is kind
    assert kind_of_file_name(file_name(kind, "2026").upper()) is kind


def test_other_names_of_files_tell_nothing():
    assert kind_of_file_name("extrait.txt") is None
