"""Whatever bytes a file holds, the reader ends, counts every line once, and gives back exactly what was written."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.errors import UnreadableExtract
from directory.extract.layouts import FIELDS_OF, FileKind, header_line
from directory.extract.reader import ExtractReader
from directory.extract.writer import write_extract

KIND = FileKind.EXPERTISES
WIDTH = len(FIELDS_OF[KIND])
VALUES = st.text(st.characters(exclude_characters="|\x7f", exclude_categories=("Cc", "Cs")), max_size=12)
ROWS = st.lists(st.tuples(*[VALUES] * WIDTH), max_size=8)
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def read(path: Path, content: bytes):
    path.write_bytes(content)
    with ExtractReader(path) as reader:
        return list(reader.rows()), reader


@RELAXED
@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n"]), mark=st.booleans(), last=st.booleans())
def test_what_is_written_is_read_back(tmp_path, rows, end, mark, last):
    out = io.BytesIO()
    write_extract(out, rows, kind=KIND)
    text = out.getvalue().decode().replace("\n", end)
    content = (b"\xef\xbb\xbf" if mark else b"") + (text if last else text.removesuffix(end)).encode()

    told, reader = read(tmp_path / "file.txt", content)

    assert told == rows
    assert (reader.line_count, reader.refusals.count) == (len(rows), 0)


@RELAXED
@given(noise=st.lists(st.binary(max_size=80).map(lambda raw: raw.replace(b"\n", b"")), max_size=8))
def test_every_line_is_used_or_refused_once_whatever_it_holds(tmp_path, noise):
    content = header_line(KIND).encode() + b"\n" + b"".join(line + b"\n" for line in noise)

    told, reader = read(tmp_path / "file.txt", content)

    assert reader.line_count == len(told) + reader.refusals.count
    assert reader.line_count <= len(noise)
    assert all(len(row) == WIDTH and "|" not in "".join(row) for row in told)


@RELAXED
@given(content=st.binary(max_size=400))
def test_bytes_that_are_no_extract_are_refused_and_nothing_else_happens(tmp_path, content):
    with pytest.raises(UnreadableExtract):
        read(tmp_path / "file.txt", content)
