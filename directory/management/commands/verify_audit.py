"""`manage.py verify_audit [--since N] [--seals FILE]`: is the audit trail what was written?"""

import sys
from argparse import FileType
from collections.abc import Iterator
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.wording import audit_fault_words
from directory.workflows import auditing
from directory.workflows.auditing.logged import tells_seals


class Command(BaseCommand):
    """Exit code 0: nothing is wrong; 1: something is, and the first lines say what and where."""

    help = "Read the whole audit trail again, and say what was changed, removed, added, moved or cut off."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE: lines of the log `audit.seal`; `-` reads them from standard input."""
        parser.add_argument("--since", type=int, default=1, metavar="N", help="from this seal on")
        parser.add_argument(
            "--seals",
            type=FileType("r", encoding="utf-8", errors="replace"),
            metavar="FILE",
            help="what the log was told of seals",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, say what was found, and fail when it is not nothing."""
        since: int = options["since"]
        if not 0 < since < 2**63:
            raise CommandError(_("Seals are numbered from 1 on."))
        log: TextIO | None = options["seals"]
        counter = _Counter(log) if log is not None else None
        found = auditing.verify(now=timezone.now(), since=since, told=counter)
        if log is not None and log is not sys.stdin:
            log.close()
        self.stdout.write(
            _("%(seals)d seals, %(lines)d lines, %(purged)d purged, %(waiting)d waiting for their seal.")
            % {
                "seals": found.seal_count,
                "lines": found.line_count,
                "purged": found.purged_count,
                "waiting": found.waiting_count,
            }
        )
        for fault in found.faults:
            self.stderr.write(audit_fault_words(fault.kind, seal=fault.seal, line=fault.line))
        if found.fault_count:
            raise CommandError(
                _("The audit trail is not what was written: %(count)d faults.") % {"count": found.fault_count}
            )
        if counter is not None and not counter.count:
            raise CommandError(_("No line of this file tells a seal: the end of the trail was not verified."))
        self.stdout.write(_("Nothing is wrong."))


class _Counter:
    """The lines of a log that tell a seal, counted as they are read."""

    def __init__(self, lines: TextIO) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        for line in tells_seals(self._lines):
            self.count += 1
            yield line
