"""Load official extracts from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import LoadAlreadyRunning, LoadNotPaused, UnreadableExtract
from directory.management.load_report import SHOWN_REFUSALS, report_lines, shortened
from directory.models import ExtractLoad, LoadState, RefusedLine
from directory.workflows import loading

PATTERN = "*.txt"
PAUSED_EXIT_CODE = 3


class Command(BaseCommand):
    """`load_extract PATH… [--dry-run | --force]`, `--resume ID`, `--abandon ID`. A refusal is one line and code 1.

    Exit code 3: a load waits for a decision.
    """

    help = "Load official extracts into the directory, or decide of a load that waits."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH is a file, or a folder whose newest extract of each kind (by name) is taken."""
        parser.add_argument("paths", type=Path, nargs="*", metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then undo it")
        parser.add_argument("--force", action="store_true", help="whatever it changes, even the file that was last")
        parser.add_argument("--resume", type=int, metavar="ID", help="compare a paused load again, and go on")
        parser.add_argument("--abandon", type=int, metavar="ID", help="give a load up")
        parser.add_argument("--reason", default="", help="why, for the audit trail")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads or a decision, then the report."""
        try:
            outcomes = list(self._outcomes(options))
        except UnreadableExtract as refusal:
            raise CommandError(_unreadable(refusal.missing)) from None
        except LoadAlreadyRunning:
            raise CommandError(_("Another load is running; try again when it has ended.")) from None
        except (LoadNotPaused, ExtractLoad.DoesNotExist):
            raise CommandError(_("No such load waits for a decision.")) from None
        except OSError as error:
            raise CommandError(
                _("Cannot read %(path)s: %(reason)s") % {"path": error.filename, "reason": error.strerror or error}
            ) from None
        for outcome in outcomes:
            self._print(outcome)
        if options["dry_run"]:
            self.stdout.write(_("Dry run: everything was undone."))
        self._end(outcomes)

    def _outcomes(self, options: dict[str, Any]) -> list[loading.LoadOutcome]:
        now = timezone.now()
        if options["abandon"] is not None:
            load = loading.abandon(load_id=options["abandon"], account=None, reason=options["reason"], now=now)
            return [loading.outcome_of(load)]
        if options["resume"] is not None:
            decide = loading.force if options["force"] else loading.resume
            decide(load_id=options["resume"], account=None, reason=options["reason"], now=now)
            return [loading.advance(load_id=options["resume"], now=now, progress=self._progress)]
        paths = [file for path in options["paths"] for file in _files_of(path)]
        if not paths:
            raise CommandError(_("Name a file or a folder."))
        if options["dry_run"]:
            return [loading.rehearse(path=path, now=now, progress=self._progress) for path in paths]
        receive = loading.receive_forced if options["force"] else loading.receive
        return self._drive(receive(paths=paths, now=now))

    def _drive(self, loads: list[ExtractLoad]) -> list[loading.LoadOutcome]:
        outcomes = []
        for load in loads:
            outcomes.append(loading.advance(load_id=load.pk, now=timezone.now(), progress=self._progress))
            if outcomes[-1].state in (LoadState.PAUSED, LoadState.REFUSED):
                break
        return outcomes

    def _progress(self, step: str, done: int, total: int) -> None:
        if self.stderr.isatty():
            share = f" {100 * done // total} %" if total else f" {done}" if done else ""
            self.stderr.write(f"\r{step}{share}\x1b[K", ending="")

    def _print(self, outcome: loading.LoadOutcome) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
        refused = outcome.refused_lines
        if outcome.load_id is not None:
            kept = RefusedLine.objects.filter(load=outcome.load_id).order_by("line_number")
            refused = tuple(kept.values_list("line_number", "fault")[:SHOWN_REFUSALS])
        for line in report_lines(outcome, refused):
            self.stdout.write(line)

    def _end(self, outcomes: list[loading.LoadOutcome]) -> None:
        for outcome in outcomes:
            if outcome.state == LoadState.REFUSED:
                raise CommandError(_refusal(outcome))
            if outcome.state == LoadState.PAUSED:
                raise SystemExit(PAUSED_EXIT_CODE)


def _refusal(outcome: loading.LoadOutcome) -> str:
    if outcome.refusal.get("code") == UnreadableExtract.code:
        missing = outcome.refusal.get("missing")
        return _unreadable(tuple(missing) if isinstance(missing, list) else ())
    return _("%(file)s was refused: %(code)s") % {"file": outcome.file_name, "code": outcome.refusal.get("code", "")}


def _unreadable(missing: tuple[str, ...]) -> str:
    return _("This file is not an extract that we know. Columns missing: %(columns)s") % {"columns": shortened(missing)}


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = {}
    for file in sorted(path.glob(PATTERN)):
        kind = loading.kind_of_name(file.name)
        if kind is not None:
            found[kind] = file
    if not found:
        raise CommandError(_("No extract in %(path)s") % {"path": path})
    return list(found.values())
