"""Complete and renew the official codes from the command line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import UnreadableNomenclature
from directory.wording import nomenclature_words
from directory.workflows import nomenclatures

SHOWN = 12  # codes named on a line


class Command(BaseCommand):
    """`load_nomenclature PATH… [--dry-run]`. All files or none; a refusal is one line and code 1."""

    help = "Complete and renew nomenclatures from official FHIR CodeSystem files."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH is a JSON file (a CodeSystem, or a Bundle of them), or a folder of such files."""
        parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """One call, then what changed, table by table."""
        verb = nomenclatures.rehearse if options["dry_run"] else nomenclatures.load
        try:
            files = [file for path in options["paths"] for file in nomenclatures.files_of(path)]
            if not files:
                raise CommandError(_("There is no nomenclature in these folders."))
            outcomes = verb(files=_contents(files), account=None, now=timezone.now())
        except UnreadableNomenclature as refusal:
            raise CommandError(nomenclature_words(refusal)) from None
        except OSError as error:
            raise CommandError(
                _("Cannot read %(path)s: %(reason)s") % {"path": error.filename, "reason": error.strerror or error}
            ) from None
        for outcome in outcomes:
            self.stdout.write(_line(outcome))
        self.stdout.write(_total(outcomes))
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was changed."))


def _contents(files: list[Path]) -> Iterator[tuple[str, bytes]]:
    return ((file.name, file.read_bytes()) for file in files)


def _line(outcome: nomenclatures.TableOutcome) -> str:
    told = [
        words % {"count": len(codes), "codes": _shortened(codes)}
        for words, codes in (
            (_("%(count)s created (%(codes)s)"), outcome.created),
            (_("%(count)s renamed (%(codes)s)"), outcome.renamed),
            (_("%(count)s closed (%(codes)s)"), outcome.closed),
            (_("of which %(count)s missing from the file (%(codes)s)"), outcome.missing),
            (_("%(count)s reopened (%(codes)s)"), outcome.reopened),
            (_("%(count)s with other dates (%(codes)s)"), outcome.redated),
        )
        if codes
    ]
    opening = _("%(table)s, edition of %(day)s, %(count)s codes: ") % {
        "table": outcome.name,
        "day": outcome.edition_date.isoformat(),
        "count": outcome.code_count,
    }
    return opening + (", ".join(told) or _("nothing new"))


def _shortened(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:SHOWN]) + (", …" if len(codes) > SHOWN else "")


def _total(outcomes: list[nomenclatures.TableOutcome]) -> str:
    return _(
        "%(tables)s nomenclatures: %(created)s codes created, %(renamed)s renamed, %(closed)s closed, "
        "%(reopened)s reopened, %(redated)s with other dates."
    ) % {
        "tables": len(outcomes),
        "created": sum(len(outcome.created) for outcome in outcomes),
        "renamed": sum(len(outcome.renamed) for outcome in outcomes),
        "closed": sum(len(outcome.closed) for outcome in outcomes),
        "reopened": sum(len(outcome.reopened) for outcome in outcomes),
        "redated": sum(len(outcome.redated) for outcome in outcomes),
    }
