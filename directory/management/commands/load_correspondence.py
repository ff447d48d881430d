"""Give people the numbers that they had, from the command line."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import MergeRefused, UnreadableCorrespondence
from directory.wording import correspondence_words, line_words, merge_words
from directory.workflows import old_numbers
from directory.workflows.old_numbers import CorrespondenceOutcome, LineOutcome, Verdict

SHOWN = 20  # refused lines printed; a report holds all


class Command(BaseCommand):
    """`load_correspondence FILE [--dry-run] [--report CSV]`. A refusal of the whole file is one line and code 1."""

    help = "Load the official correspondence of ADELI and RPPS numbers."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE: `N° ADELI;N° RPPS`."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--report", type=Path, help="write what became of every line into this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        """One call, then what became of the lines."""
        path: Path = options["file"]
        verb = old_numbers.rehearse if options["dry_run"] else old_numbers.load
        try:
            outcome = verb(file_name=path.name, content=path.read_bytes(), account=None, now=timezone.now())
            if options["report"] is not None:
                _write_report(options["report"], outcome)
        except UnreadableCorrespondence as refusal:
            raise CommandError(correspondence_words(refusal)) from None
        except MergeRefused as refusal:
            raise CommandError(merge_words(refusal)) from None
        except OSError as error:
            raise CommandError(
                _("Cannot read %(path)s: %(reason)s") % {"path": error.filename, "reason": error.strerror or error}
            ) from None
        self._print(outcome)
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was changed."))

    def _print(self, outcome: CorrespondenceOutcome) -> None:
        counts = {verdict.value: outcome.count(verdict) for verdict in Verdict}
        self.stdout.write(
            _(
                "%(lines)s lines: %(linked)s numbers linked, %(merged)s records merged, %(known)s known already, "
                "%(refused)s refused."
            )
            % {"lines": len(outcome.lines), **counts}
        )
        for line in outcome.refused[:SHOWN]:
            self.stdout.write(
                _("line %(number)s, %(pair)s: %(why)s")
                % {"number": line.pair.line_number, "pair": _written(line), "why": line_words(line.reason)}
            )
        if len(outcome.refused) > SHOWN:
            self.stdout.write(_("… and %(count)s more") % {"count": len(outcome.refused) - SHOWN})
        if outcome.warnings:
            numbers = ", ".join(str(line.pair.line_number) for line in outcome.warnings[:SHOWN])
            self.stdout.write(
                _("The key of the ADELI number is not the usual one on lines: %(lines)s") % {"lines": numbers}
            )


def _written(line: LineOutcome) -> str:
    return f"{line.pair.adeli};{line.pair.rpps}"


def _write_report(path: Path, outcome: CorrespondenceOutcome) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target, delimiter=";")
        rows.writerow(["line", "adeli", "rpps", "verdict", "reason"])
        rows.writerows(
            [line.pair.line_number, line.pair.adeli, line.pair.rpps, line.verdict.value, line.reason]
            for line in outcome.lines
        )
