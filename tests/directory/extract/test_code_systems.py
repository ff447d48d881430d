"""Official nomenclatures as files: both generations are read; anything else is refused with its reason."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import UnreadableNomenclature
from directory.extract.code_systems import is_value_set, read_code_systems, short_name
from directory.wording import nomenclature_words
from tests.support.code_systems import CARE_ASSISTANT, code_system, encoded, old_code_system


def refusal_of(content):
    with pytest.raises(UnreadableNomenclature) as refusal:
        read_code_systems(content, file_name="tre.json")
    words = nomenclature_words(refusal.value)
    assert words.startswith("tre.json")
    assert not words.endswith(f": {refusal.value.reason}")  # every reason has its words
    return refusal.value.reason


def value_set():
    return {"resourceType": "ValueSet", "id": "JDV-J01", "compose": {"include": []}}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "json"),
        (b"N ADELI;N RPPS\n", "json"),
        (b"[" * 100_000, "json"),
        ("é".encode("latin-1"), "encoding"),
        (json.dumps(code_system()).encode("utf-16"), "encoding"),
        (b"[]", "not_fhir"),
        (b"null", "not_fhir"),
        (b'{"resourceType": 3}', "not_fhir"),
        (encoded(value_set()), "value_set"),
        (encoded({"resourceType": "Patient"}), "other_resource"),
        (encoded({"resourceType": "Bundle", "entry": []}), "empty"),
        (encoded({"resourceType": "Bundle", "entry": {"resource": 1}}), "empty"),
        (encoded(code_system(), value_set(), bundle=True), "value_set"),
        (encoded(code_system(content="fragment")), "not_complete"),
        (encoded(code_system(date=None)), "no_date"),
        (encoded(code_system(date="hier")), "date"),
        (encoded(code_system(date="2026-13-01")), "date"),
        (encoded(code_system(date=20260101)), "date"),
        (encoded(code_system(url="https://example.org/codes", name="Couleurs", id="couleurs")), "no_name"),
        (encoded(code_system(concept=[])), "no_code"),
        (encoded(code_system(concept="313")), "concept"),
        (encoded(code_system(concept=[7])), "concept"),
        (encoded(code_system(concept=[{"display": "sans code"}])), "concept"),
        (encoded(code_system(concept=[{"code": 313}])), "concept"),
        (encoded(code_system(concept=[{"code": "313", "property": {"code": "dateFin"}}])), "concept"),
        (encoded(code_system({"code": "313", "since": "26/06/2020"})), "date"),
        (encoded(code_system(CARE_ASSISTANT, CARE_ASSISTANT)), "twice"),
        (encoded(code_system({"code": "3" * 61})), "too_long"),
        (encoded(code_system({"code": "313", "display": "a\0b"})), "characters"),
        (json.dumps(code_system({"code": "313", "display": "\ud800"})).encode(), "characters"),
    ],
)
def test_what_is_no_official_nomenclature_is_refused_with_its_reason(content, reason):
    assert refusal_of(content) == reason


@given(content=st.binary(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(encoded))
def test_no_content_breaks_the_reader(content):
    with pytest.raises(UnreadableNomenclature):
        read_code_systems(content, file_name="tre.json")


@given(
    members=st.fixed_dictionaries(
        {},
        optional={
            name: st.none() | st.text(max_size=5) | st.integers() | st.lists(st.dictionaries(st.text(), st.none()))
            for name in ("url", "identifier", "version", "name", "id", "date", "content", "concept")
        },
    )
)
def test_no_member_of_a_strange_kind_breaks_the_reader(members):
    with suppress(UnreadableNomenclature):
        assert read_code_systems(encoded(code_system(**members)), file_name="tre.json")


def test_a_table_of_today_is_read_with_its_identity_and_its_dates():
    closed = {"code": "353", "display": "Membre", "since": "2020-06-26", "until": "2022-06-24"}

    (table,) = read_code_systems(encoded(code_system(CARE_ASSISTANT, closed), bom=True), file_name="tre.json")

    assert (table.name, table.oid) == ("TRE_R85-RolePriseCharge", "1.2.250.1.213.1.6.1.107")
    assert table.canonical == "https://mos.esante.gouv.fr/NOS/TRE_R85-RolePriseCharge/FHIR/TRE-R85-RolePriseCharge"
    assert (table.version, table.edition_date) == ("20260828120000", date(2026, 8, 28))
    assert table.codes["313"].label == "Aide-soignant"
    assert (table.codes["313"].valid_from, table.codes["313"].valid_until) == (date(2020, 6, 26), None)
    assert table.codes["353"].valid_until == date(2022, 6, 24)


def test_a_table_of_the_older_generation_is_read():
    (table,) = read_code_systems(encoded(old_code_system()), file_name="CodeSystem-TRE-R23-ModeExercice.json")

    assert (table.name, table.oid, table.version) == ("TRE_R23-ModeExercice", "1.2.250.1.213.1.6.1.18", "0.1.0")
    assert table.codes["S"].valid_from == date(2007, 7, 25)
    assert table.codes["Z"].valid_until == date(2020, 5, 29)


@pytest.mark.parametrize(
    ("members", "name"),
    [
        (
            {"url": "https://smt.esante.gouv.fr/fhir/CodeSystem/tre-r394", "name": "TreR394Competence"},
            "R394-Competence",
        ),
        ({"url": None, "name": "TRE_R60_AutoriteEnregistrement"}, "R60-AutoriteEnregistrement"),
        ({"url": "", "name": None, "id": "TRE-A02-ProfessionSavFaire-CISIS"}, "A02-ProfessionSavFaire-CISIS"),
    ],
)
def test_the_name_is_found_where_an_edition_puts_it(members, name):
    (table,) = read_code_systems(encoded(code_system(**members)), file_name="tre.json")

    assert table.name == f"TRE_{name}"
    assert short_name(table.name) == name.split("-")[0]


def test_a_bundle_holds_several_and_codes_hang_below_codes():
    nested = code_system(concept=[{"code": "A", "concept": [{"code": "B"}]}], table="TRE_R99-Arbre")

    tables = read_code_systems(encoded(code_system(), nested, bundle=True), file_name="tout.json")

    assert [list(table.codes) for table in tables] == [["313"], ["A", "B"]]


def test_a_code_that_is_said_to_be_over_without_a_day_ends_with_the_edition():
    (table,) = read_code_systems(encoded(code_system({"code": "9", "status": "retired"})), file_name="tre.json")

    assert table.codes["9"].valid_until == date(2026, 8, 28)
    assert table.codes["9"].label == "9"


def test_invisible_marks_and_double_spaces_of_labels_go():
    (table,) = read_code_systems(
        encoded(code_system({"code": "9", "display": " a\u00ad\u00a0 b "})), file_name="t.json"
    )

    assert table.codes["9"].label == "a b"


def test_a_value_set_is_told_from_its_first_bytes():
    assert is_value_set(encoded(value_set()))
    assert not is_value_set(encoded(code_system()))
    assert not is_value_set(b"{}")
