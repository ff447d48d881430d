"""Are the French catalogues complete, and do the compiled files say what the sources say?"""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

CATALOGUE = Path("fr") / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    """Refuses an untranslated, fuzzy or obsolete entry, and a compiled file that is behind its source."""

    help = "Check that locale/fr is complete and compiled."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the entries that are missing; exit 1 when there is any."""
        faults = [fault for root in settings.LOCALE_PATHS for fault in _faults(Path(root) / CATALOGUE)]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the French catalogues.")
        self.stdout.write("The French catalogues are complete and compiled.")


def _faults(path: Path) -> list[str]:
    catalogue = polib.pofile(str(path))
    faults = [f"not translated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    faults += [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    faults += [f"obsolete: {entry.msgid!r}" for entry in catalogue.obsolete_entries()]
    if _compiled(path.with_suffix(".mo")) != _messages(catalogue):
        faults.append(f"{path.with_suffix('.mo')} is behind its source: run `make messages`")
    return faults


Messages = dict[tuple[str, str], str]


def _messages(catalogue: Any) -> Messages:
    found: Messages = {}
    for entry in catalogue:
        if entry.obsolete:
            continue
        text = entry.msgstr or "\0".join(entry.msgstr_plural[key] for key in sorted(entry.msgstr_plural))
        found[(entry.msgctxt or "", entry.msgid)] = text
    return found


def _compiled(path: Path) -> Messages:
    if not path.exists():
        return {}
    return _messages(polib.mofile(str(path)))
