"""Write a fictitious extract in the official format: test people only, always the same for the same seed."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.extract.layouts import FileKind, generations_of
from directory.extract.sample.people import MAX_PEOPLE, sample_rows
from directory.extract.writer import write_extract

FILE_NAME = "PS_LibreAcces_Personne_activite_202601010000.txt"


class Command(BaseCommand):
    """`make_extract OUT --people N --seed S [--columns 56|52]`."""

    help = "Write an extract of test people (RPPS numbers in 997) in the official format."

    def add_arguments(self, parser: CommandParser) -> None:
        """OUT is a file, or an existing folder that receives a file of the official name."""
        parser.add_argument("out", type=Path)
        parser.add_argument("--people", type=_people, default=500)
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--columns", type=int, choices=generations_of(FileKind.ACTIVITIES))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, then say how many lines."""
        out: Path = options["out"]
        path = out / FILE_NAME if out.is_dir() else out
        rows = sample_rows(people=options["people"], seed=options["seed"])
        try:
            with path.open("wb") as target:
                count = write_extract(target, rows, columns=options["columns"])
        except OSError as error:
            raise CommandError(
                _("Cannot write %(path)s: %(reason)s") % {"path": path, "reason": error.strerror}
            ) from None
        message = ngettext("%(path)s: %(count)d line", "%(path)s: %(count)d lines", count)
        self.stdout.write(message % {"path": path, "count": count})


def _people(text: str) -> int:
    count = int(text)
    if not 0 <= count <= MAX_PEOPLE:
        raise argparse.ArgumentTypeError(f"0 … {MAX_PEOPLE}")
    return count
