"""Files: written byte for byte, read in every encoding met, malformed lines set aside with their number."""

import io

import pytest

from directory.errors import UnreadableExtract
from directory.extract import reader as reader_module
from directory.extract import writer as writer_module
from directory.extract.columns import FIELDS
from directory.extract.layouts import FIELDS_OF, FileKind, fields_of_generation, generations_of, header_line
from directory.extract.reader import ExtractReader, LineFault
from directory.extract.sample.people import sample_rows
from directory.extract.writer import UnwritableValue, write_extract

NURSE = {"identifier_type": "8", "identifier": "99700000013", "national_id": "899700000013", "given_name": "Élodie"}


def row(**fields):
    return tuple({**NURSE, **fields}.get(name, "") for name in FIELDS)


def line(**fields):
    return "|".join([*row(**fields), ""])


def written(rows, generation=56):
    out = io.BytesIO()
    write_extract(out, rows, columns=generation)
    return out.getvalue()


@pytest.fixture
def read(tmp_path):
    def _read(content: bytes):
        path = tmp_path / "extract.txt"
        path.write_bytes(content)
        with ExtractReader(path) as reader:
            return list(reader.rows()), reader

    return _read


@pytest.mark.parametrize("generation", [56, 52])
def test_what_is_written_read_and_written_again_is_identical_byte_for_byte(read, generation):
    content = written(sample_rows(people=120, seed=5), generation)

    rows, reader = read(content)

    assert written(rows, generation) == content
    assert reader.refusals.count == 0
    assert reader.line_count == len(rows) == content.count(b"\n") - 1


@pytest.mark.parametrize(
    ("kind", "columns"), [(kind, columns) for kind in FileKind for columns in generations_of(kind)]
)
def test_every_kind_and_generation_is_written_and_read_again(read, kind, columns):
    values = [f"value of {name}" for name in FIELDS_OF[kind]]
    out = io.BytesIO()
    write_extract(out, [values], kind=kind, columns=columns)

    rows, reader = read(out.getvalue())

    kept = fields_of_generation(kind, columns)
    assert reader.kind is kind
    assert rows == [tuple(f"value of {name}" if name in kept else "" for name in FIELDS_OF[kind])]


def test_a_long_file_is_written_in_pieces_without_a_seam(monkeypatch):
    rows = list(sample_rows(people=8, seed=5))
    whole = written(rows)

    for size in (1, 2, len(rows) + 1):
        monkeypatch.setattr(writer_module, "LINES_A_WRITE", size)
        assert written(rows) == whole


def test_an_older_file_leaves_the_newest_columns_empty(read):
    rows, _ = read(written([row(role_code="313", pharmacist_section_code="A")], 52))

    assert rows == [row(pharmacist_section_code="A")]


@pytest.mark.parametrize(
    ("encoding", "end"),
    [("utf-8", "\n"), ("utf-8-sig", "\n"), ("latin-1", "\n"), ("utf-8", "\r\n"), ("latin-1", "\r\n")],
)
def test_encodings_and_line_ends_are_found(read, encoding, end):
    content = end.join([header_line(), line(), line(given_name="Zoé"), ""]).encode(encoding)

    rows, reader = read(content)

    assert rows == [row(), row(given_name="Zoé")]
    assert reader.refusals.count == 0


def test_a_file_without_last_line_end_and_with_blank_lines_is_read_whole(read):
    rows, reader = read(f"{header_line()}\n\n{line()}\n\n{line(given_name='Zoé')}".encode())

    assert rows == [row(), row(given_name="Zoé")]
    assert reader.line_count == 2


def test_separators_after_the_last_field_are_optional_and_unknown_columns_left_aside(read):
    header = header_line().removesuffix("|") + "|Nouveauté"
    rows, reader = read(f"{header}\n{line()}nouveau\n{line()}nouveau|\n".encode())

    assert rows == [row(), row()]
    assert reader.refusals.count == 0


def test_a_quote_and_a_backslash_are_ordinary_characters(read):
    rows, _ = read(written([row(legal_name='CABINET "LE \\N SOLEIL"')]))

    assert rows == [row(legal_name='CABINET "LE \\N SOLEIL"')]


def test_malformed_lines_are_reported_with_number_and_owner_and_the_others_read(read):
    good, short, long = line(), "8|99700000021|899700000021|", line() + "more|"
    bad_bytes = line(given_name="Zoé").encode("latin-1")
    control = line(family_name="A\x01B")
    content = b"\n".join(
        [header_line().encode(), *map(str.encode, [good, short, long, control]), bad_bytes, good.encode()]
    )

    rows, reader = read(content)

    assert rows == [row(), row()]
    assert [(refused.number, refused.fault, refused.national_id) for refused in reader.refusals.lines] == [
        (5, LineFault.CONTROL_CHARACTER, "899700000013"),
        (6, LineFault.ENCODING, "899700000013"),
        (3, LineFault.FIELD_COUNT, "899700000021"),
        (4, LineFault.FIELD_COUNT, "899700000013"),
    ]
    assert reader.line_count == 6


def test_lines_cut_by_the_end_of_a_block_are_whole(read, monkeypatch):
    monkeypatch.setattr(reader_module, "BLOCK_SIZE", 997)
    content = written(sample_rows(people=40, seed=1))

    rows, reader = read(content.replace(b"\n", b"\r\n"))

    assert written(rows) == content
    assert reader.refusals.count == 0


def test_an_endless_line_is_refused_in_bounded_memory_and_the_next_one_read(read, monkeypatch):
    monkeypatch.setattr(reader_module, "BLOCK_SIZE", 1_000)
    monkeypatch.setattr(reader_module, "LINE_LIMIT", 2_000)

    rows, reader = read(f"{header_line()}\n{'x' * 50_000}\n{line()}\n".encode())

    assert rows == [row()]
    assert [(refused.number, refused.fault) for refused in reader.refusals.lines] == [(2, LineFault.FIELD_COUNT)]


def test_refused_lines_are_all_counted_and_the_first_thousand_kept(read):
    content = f"{header_line()}\n" + "broken\n" * 1_200

    _, reader = read(content.encode())

    assert reader.refusals.count == 1_200
    assert len(reader.refusals.lines) == 1_000
    assert not reader.refusals.are_all_kept


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 400_000, b"a;b\n1;2\n"])
def test_a_file_of_another_kind_is_refused(read, content):
    with pytest.raises(UnreadableExtract):
        read(content)


@pytest.mark.parametrize("value", ["A|B", "A\nB", "A\rB"])
def test_a_value_that_the_format_cannot_hold_is_not_written(value):
    with pytest.raises(UnwritableValue):
        written([row(legal_name=value)])
