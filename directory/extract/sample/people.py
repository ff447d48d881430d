"""Test people by the number, as the lines of official files: RPPS numbers in 997, the same for the same seed."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO, Final

from directory.extract.columns import SEPARATOR
from directory.extract.layouts import FileKind, generations_of, header_line
from directory.extract.sample.drawing import Person, draw_person, rounds_for
from directory.extract.sample.lines import writer_of
from directory.extract.sample.numbers import FIRST_ORDER, MAX_PEOPLE
from directory.extract.writer import LINES_A_WRITE

__all__ = ["FIRST_ORDER", "MAX_PEOPLE", "sample_rows", "write_samples"]

_PEOPLE_A_WRITE: Final = LINES_A_WRITE


def sample_rows(*, people: int, seed: int, kind: FileKind = FileKind.ACTIVITIES) -> Iterator[tuple[str, ...]]:
    """Lines of a file, in the order of FIELDS_OF the kind; the same for the same arguments.

    people: up to MAX_PEOPLE; from 18 on every agency has some. A person depends on seed and rank only, and so
    does a structure; how many structures there are follows the number of people.
    """
    write = writer_of(kind)
    for person in _draw(people, seed):
        for line in write(person):
            yield tuple(line.removesuffix(SEPARATOR).split(SEPARATOR))


def write_samples(
    outs: Mapping[FileKind, BinaryIO], *, people: int, seed: int, columns: int | None = None
) -> dict[FileKind, int]:
    """Write the same people to files of several kinds; returns the number of lines of data of each.

    columns: of an older generation, for the kinds that had it.
    """
    generations = {kind: columns if columns in generations_of(kind) else None for kind in outs}
    writers = {kind: writer_of(kind, generations[kind]) for kind in outs}
    counts = dict.fromkeys(outs, 0)
    for kind, out in outs.items():
        out.write(f"{header_line(kind, generations[kind])}\n".encode())
    remaining = _draw(people, seed)
    while some := list(islice(remaining, _PEOPLE_A_WRITE)):
        for kind, out in outs.items():
            write = writers[kind]
            lines = [line for person in some for line in write(person)]
            counts[kind] += len(lines)
            if lines:
                out.write("\n".join([*lines, ""]).encode())
    return counts


def _draw(people: int, seed: int) -> Iterator[Person]:
    rounds = rounds_for(people)
    return (draw_person(seed, rank, rounds) for rank in range(people))
