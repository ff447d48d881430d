"""The official correspondence as a file: read however it was saved, each line told what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.errors import UnreadableCorrespondence
from directory.extract import correspondence_file
from directory.extract.correspondence_file import PairFault, read_pairs
from directory.wording import correspondence_words, line_words

HEADER = "N° ADELI;N° RPPS"
LINE = "750712184;99700000005"


def pairs_of(*lines, encoding="utf-8"):
    return read_pairs("\r\n".join(lines).encode(encoding))


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\n \n", "empty"), (f"{HEADER}\n".encode(), "empty"), (b"a,b\n", "separator")],
)
def test_what_is_no_correspondence_is_refused_whole(content, reason):
    with pytest.raises(UnreadableCorrespondence) as refusal:
        read_pairs(content)

    assert refusal.value.reason == reason
    assert correspondence_words(refusal.value) != reason


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(correspondence_file, "MOST_BYTES", 10)

    with pytest.raises(UnreadableCorrespondence) as refusal:
        pairs_of(LINE)

    assert refusal.value.reason == "size"


@given(content=st.binary(max_size=300) | st.text(alphabet=';0123456789AB"\n\r °é', max_size=300).map(str.encode))
def test_no_content_breaks_the_reader(content):
    try:
        pairs = read_pairs(content)
    except UnreadableCorrespondence:
        return
    assert [pair.line_number for pair in pairs] == sorted({pair.line_number for pair in pairs})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("opening", [(), (HEADER,)])
def test_a_pair_is_read_however_the_file_was_saved(encoding, opening):
    (pair,) = pairs_of(*opening, LINE, encoding=encoding)

    assert (pair.adeli_id, pair.rpps_id, pair.fault) == ("0750712184", "899700000005", None)
    assert pair.line_number == 1 + len(opening)


@pytest.mark.parametrize(
    "line", [' "750712184" ; "99700000005" ', "0750712184;899700000005", "75 071 218 4;997 0000 0005", f"{LINE};Nom;"]
)
def test_a_pair_is_read_however_it_is_written(line):
    (pair,) = pairs_of(line)

    assert (pair.adeli, pair.rpps, pair.fault) == ("750712184", "99700000005", None)


def test_columns_are_found_by_their_names():
    (pair,) = pairs_of("Nom;N°RPPS;Numéro Adeli", "X;99700000005;2a1000019")

    assert (pair.adeli, pair.rpps) == ("2A1000019", "99700000005")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("750712184", PairFault.COLUMNS),
        (";99700000005", PairFault.ADELI),
        ("50712184;99700000005", PairFault.ADELI),
        ("nom@exemple.test;99700000005", PairFault.ADELI),
        ("750712184;", PairFault.RPPS),
        ("750712184;99700000006", PairFault.RPPS),
        ("750712184;nom@exemple.test", PairFault.RPPS),
    ],
)
def test_a_line_that_cannot_be_used_says_why_and_stops_no_other(line, fault):
    wrong, right = pairs_of(line, "012800736;99700000013")

    assert (wrong.line_number, wrong.fault) == (1, fault)
    assert right.fault is None
    assert line_words(fault) != fault


def test_the_key_of_an_adeli_number_warns():
    wrong, corsican = pairs_of("750712185;99700000005", "2A1000019;99700000013")

    assert (wrong.fault, wrong.has_right_key) == (None, False)
    assert (corsican.fault, corsican.has_right_key) == (None, True)


def test_repeated_and_contradictory_lines_are_told_and_several_old_numbers_are_not():
    pairs = pairs_of(LINE, LINE, "012800736;99700000005", "2A1000019;99700000005", "2A1000019;99700000013")

    assert [pair.fault for pair in pairs] == [
        None,
        PairFault.TWICE,
        None,
        PairFault.CONTRADICTION,
        PairFault.CONTRADICTION,
    ]
