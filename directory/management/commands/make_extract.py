"""Write fictitious files in the official format: test people only, always the same for the same seed."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.extract.layouts import FileKind, file_name, generations_of
from directory.extract.sample.people import MAX_PEOPLE, write_samples

TIMESTAMP: Final = "202601010000"
_GENERATIONS: Final = sorted({columns for kind in FileKind for columns in generations_of(kind)})


class Command(BaseCommand):
    """`make_extract OUT --people N --seed S [--kinds KIND…] [--columns N]`."""

    help = "Write extracts of test people (RPPS numbers in 997) in the official format: the same people in every file."

    def add_arguments(self, parser: CommandParser) -> None:
        """OUT is a file (of one kind), or an existing folder that receives files of the official names."""
        parser.add_argument("out", type=Path)
        parser.add_argument("--people", type=_people, default=500)
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--kinds", nargs="+", choices=[kind.lower() for kind in FileKind], default=["activities"])
        parser.add_argument("--columns", type=int, choices=_GENERATIONS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, then say how many lines."""
        kinds = [FileKind(name.upper()) for name in dict.fromkeys(options["kinds"])]
        out: Path = options["out"]
        if len(kinds) > 1 and not out.is_dir():
            raise CommandError(_("Several kinds of files need an existing folder."))
        if options["columns"] and not any(options["columns"] in generations_of(kind) for kind in kinds):
            raise CommandError(_("No such file has ever had that many columns."))
        paths = {kind: out / file_name(kind, TIMESTAMP) if out.is_dir() else out for kind in kinds}
        try:
            counts = _write(paths, people=options["people"], seed=options["seed"], columns=options["columns"])
        except OSError as error:
            raise CommandError(
                _("Cannot write %(path)s: %(reason)s") % {"path": error.filename or out, "reason": error.strerror}
            ) from None
        for kind, path in paths.items():
            message = ngettext("%(path)s: %(count)d line", "%(path)s: %(count)d lines", counts[kind])
            self.stdout.write(message % {"path": path, "count": counts[kind]})


def _write(paths: dict[FileKind, Path], *, people: int, seed: int, columns: int | None) -> dict[FileKind, int]:
    with ExitStack() as files:
        outs = {kind: files.enter_context(path.open("wb")) for kind, path in paths.items()}
        return write_samples(outs, people=people, seed=seed, columns=columns)


def _people(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MAX_PEOPLE:
        raise argparse.ArgumentTypeError(f"0 … {MAX_PEOPLE}")
    return count
