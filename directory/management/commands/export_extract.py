"""Write the directory as official files."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.errors import NotAllowed
from directory.extract.exporting import ExportedFile
from directory.models import Account
from directory.workflows import publishing


class Command(BaseCommand):
    """`export_extract DIR [--test-people] [--now INSTANT] [--restricted --account EMAIL]`, or `--publish`."""

    help = "Write the open files of the directory as it is (or the restricted one), in the official format."

    def add_arguments(self, parser: CommandParser) -> None:
        """DIR is an existing folder."""
        parser.add_argument("folder", type=Path, nargs="?", metavar="DIR")
        parser.add_argument("--test-people", action="store_true", help="people of tests too, beside real ones")
        parser.add_argument("--now", type=datetime.fromisoformat, help="as of another instant (ISO 8601)")
        parser.add_argument("--restricted", action="store_true", help="the file of civil identities and contacts")
        parser.add_argument("--account", metavar="EMAIL", help="who asks for it; the audit trail keeps it")
        parser.add_argument("--publish", action="store_true", help="a publication for the public page, at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, then say how many lines."""
        now = _aware(options["now"])
        if options["publish"]:
            self._publish(now)
            return
        folder: Path | None = options["folder"]
        if folder is None or not folder.is_dir():
            raise CommandError(_("Name an existing folder."))
        try:
            files = _export(folder, now, options)
        except NotAllowed:
            raise CommandError(_("This account may not have the restricted file.")) from None
        except OSError as error:
            raise CommandError(
                _("Cannot write %(path)s: %(reason)s") % {"path": error.filename or folder, "reason": error.strerror}
            ) from None
        for file in files:
            message = ngettext("%(path)s: %(count)d line", "%(path)s: %(count)d lines", file.line_count)
            self.stdout.write(message % {"path": file.path, "count": file.line_count})

    def _publish(self, now: datetime) -> None:
        publication = publishing.publish(now=now)
        if publication is None:
            raise CommandError(_("Another publication is being made."))
        for file in (*publication.files, publication.archive):
            self.stdout.write(f"{file.sha256}  {file.path}")


def _export(folder: Path, now: datetime, options: dict[str, Any]) -> list[ExportedFile]:
    test_people: bool = options["test_people"]
    if not options["restricted"]:
        return publishing.export_extracts(folder=folder, now=now, test_people=test_people)
    account = Account.objects.filter(email__iexact=options["account"] or "", is_active=True).first()
    if account is None:
        raise NotAllowed
    return [publishing.export_restricted(folder=folder, now=now, account=account, test_people=test_people)]


def _aware(instant: datetime | None) -> datetime:
    if instant is None:
        return timezone.now()
    return instant if timezone.is_aware(instant) else timezone.make_aware(instant)
