"""Read the reports of mail that came back, from a maildir or from standard input."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.policy import BOUNCE_MOST_BYTES
from directory.workflows import returned
from directory.workflows.returned import Reading


class Command(BaseCommand):
    """`read_bounces [--maildir DIR] [--stdin]`. What was read moves to `cur`, seen; again reads nothing."""

    help = "Read delivery status notifications (RFC 3464) and mark the messages that they are about."

    def add_arguments(self, parser: CommandParser) -> None:
        """Without arguments the folder is BOUNCE_MAILDIR."""
        parser.add_argument("--maildir", type=Path, help="a maildir whose new mail is read; BOUNCE_MAILDIR by default")
        parser.add_argument("--stdin", action="store_true", help="one mail, as a mail server hands it to a program")

    def handle(self, *args: Any, **options: Any) -> None:
        """One call a mail, then how many there were; nothing of what they say."""
        if options["stdin"]:
            readings = [returned.read_report(raw=sys.stdin.buffer.read(BOUNCE_MOST_BYTES + 1), now=timezone.now())]
        else:
            readings = list(_read(options["maildir"] or settings.BOUNCE_MAILDIR))
        count = Counter(readings)
        self.stdout.write(
            _("%(marked)s marked, %(known)s known already, %(forged)s forged, %(ignored)s ignored")
            % {reading.value: count[reading] for reading in Reading}
        )


def _read(folder: Path | None) -> Iterator[Reading]:
    if folder is None:
        raise CommandError(_("Say which folder: --maildir DIR, or the variable BOUNCE_MAILDIR."))
    if not (folder / "new").is_dir():
        raise CommandError(_("%(path)s is no maildir.") % {"path": folder})
    (folder / "cur").mkdir(exist_ok=True)
    for path in sorted((folder / "new").iterdir()):
        try:
            with path.open("rb") as mail:
                raw = mail.read(BOUNCE_MOST_BYTES + 1)
            yield returned.read_report(raw=raw, now=timezone.now())
            os.replace(path, folder / "cur" / f"{path.name}:2,S")
        except FileNotFoundError:  # another reader took it
            continue
