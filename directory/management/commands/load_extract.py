"""Load an official extract from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.errors import LoadAlreadyRunning, UnreadableExtract
from directory.extract.reader import LineFault
from directory.models import LoadState
from directory.workflows.loading import LoadReport, load_extract, rehearse_extract, reload_extract

PATTERN = "PS_LibreAcces_Personne_activite_*.txt"
SHOWN_REFUSALS = 20
SHOWN_COLUMNS = 8
KINDS = {
    "codes": gettext_lazy("codes"),
    "structures": gettext_lazy("structures"),
    "authorities": gettext_lazy("authorities"),
    "people": gettext_lazy("people"),
    "exercises": gettext_lazy("professions"),
    "expertises": gettext_lazy("expertises"),
    "roles": gettext_lazy("activities"),
}
FAULTS = {
    LineFault.FIELD_COUNT: gettext_lazy("wrong number of fields"),
    LineFault.ENCODING: gettext_lazy("wrong encoding"),
    LineFault.CONTROL_CHARACTER: gettext_lazy("control character"),
    LineFault.NO_IDENTIFIER: gettext_lazy("no identifier"),
    LineFault.MALFORMED_IDENTIFIER: gettext_lazy("malformed identifier"),
    LineFault.NO_AUTHORITY: gettext_lazy("no registration authority"),
    LineFault.TOO_LONG: gettext_lazy("a value is too long"),
}


class Command(BaseCommand):
    """`load_extract PATH [--dry-run | --force]`. Refusals are one line and exit code 1."""

    help = "Load an official extract PS_LibreAcces_Personne_activite_*.txt into the directory."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH is a file, or a folder whose newest extract (by name) is taken."""
        parser.add_argument("path", type=Path)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--dry-run", action="store_true", help="do everything, then undo it")
        choice.add_argument("--force", action="store_true", help="load even the file that was loaded last")

    def handle(self, *args: Any, **options: Any) -> None:
        """One load, then its report."""
        try:
            report = self._load(_file_of(options["path"]), options)
        except UnreadableExtract as refusal:
            raise CommandError(
                _("This file is not an extract of people and activities. Columns missing: %(columns)s")
                % {"columns": _shortened(refusal.missing)}
            ) from None
        except LoadAlreadyRunning:
            raise CommandError(_("Another load is running; try again when it has ended.")) from None
        except OSError as error:
            raise CommandError(
                _("Cannot read %(path)s: %(reason)s") % {"path": options["path"], "reason": error.strerror or error}
            ) from None
        self._print(report, is_rehearsal=options["dry_run"])

    def _load(self, path: Path, options: dict[str, Any]) -> LoadReport:
        now = timezone.now()
        if options["dry_run"]:
            return rehearse_extract(path=path, now=now, progress=self._progress)
        verb = reload_extract if options["force"] else load_extract
        return verb(path=path, now=now, progress=self._progress)

    def _progress(self, step: str, count: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{step} {count}\x1b[K", ending="")

    def _print(self, report: LoadReport, *, is_rehearsal: bool) -> None:
        if self.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
        if report.state == LoadState.UNCHANGED:
            self.stdout.write(_("%(file)s was loaded last: nothing to do.") % {"file": report.file_name})
            return
        lines = ngettext("%(file)s: %(count)d line", "%(file)s: %(count)d lines", report.line_count)
        self.stdout.write(lines % {"file": report.file_name, "count": report.line_count})
        for kind, merged in (report.counts or {}).items():
            self.stdout.write(
                _("%(kind)s: %(created)d created, %(updated)d updated, %(closed)d closed, %(removed)d removed")
                % {
                    "kind": KINDS[kind],
                    "created": merged.created,
                    "updated": merged.updated,
                    "closed": merged.closed,
                    "removed": merged.removed,
                }
            )
        self._print_remarks(report)
        if is_rehearsal:
            self.stdout.write(_("Dry run: everything was undone."))

    def _print_remarks(self, report: LoadReport) -> None:
        for field, codes in (report.unknown_codes or {}).items():
            listed = ", ".join(f"{code} ({count})" for code, count in codes.items())
            self.stdout.write(_("Unknown codes in %(field)s: %(codes)s") % {"field": field, "codes": listed})
        if report.refused_count:
            refused = ngettext("%(count)d line refused", "%(count)d lines refused", report.refused_count)
            self.stdout.write(refused % {"count": report.refused_count})
        for line in report.refused[:SHOWN_REFUSALS]:
            self.stdout.write(_("line %(number)d: %(fault)s") % {"number": line.number, "fault": FAULTS[line.fault]})
        if report.departures_kept:
            self.stdout.write(_("Too many lines were refused to tell who is gone: nothing was closed."))


def _shortened(names: tuple[str, ...]) -> str:
    more = ["…"] if len(names) > SHOWN_COLUMNS else []
    return ", ".join([*names[:SHOWN_COLUMNS], *more])


def _file_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = sorted(path.glob(PATTERN))
    if not found:
        raise CommandError(_("No file %(pattern)s in %(path)s") % {"pattern": PATTERN, "path": path})
    return found[-1]
