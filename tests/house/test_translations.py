"""Every word of code and pages is in the French catalogue, translated and compiled."""

import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext

from tests.support.browser import require_tool

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("config", "directory", "activation", "oidc", "templates")


def entries(path: Path) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete}


def test_the_catalogues_are_complete_and_compiled():
    call_command("check_translations")


def test_the_catalogue_holds_exactly_the_words_of_the_sources(settings, tmp_path, monkeypatch):
    require_tool("xgettext")
    for name in SOURCES:  # collecting words writes beside them: in a copy
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    collected = tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    collected.parent.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)

    call_command("makemessages", locale=["fr"], verbosity=0)

    kept, found = entries(ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"), entries(collected)
    assert sorted(found - kept) == []
    assert sorted(kept - found) == []


@pytest.mark.parametrize(
    ("english", "french"),
    [("Directory", "Annuaire"), ("No results found", "Aucun résultat"), ("registrar", "gestionnaire")],
)
def test_french_is_spoken(english, french):
    with translation.override("fr"):
        assert gettext(english) == french
