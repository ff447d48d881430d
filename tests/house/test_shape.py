"""The house itself: sizes, names, documents and the environment stay what they claim to be."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "directory", "activation", "oidc")
MOST_LINES = 260  # beyond it a module holds a second subject
FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "services", "misc", "lib"}

MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.parent.name != "migrations"
)


def test_no_module_holds_more_than_one_subject():
    long = {
        str(path.relative_to(ROOT)): n for path in MODULES if (n := len(path.read_text().splitlines())) > MOST_LINES
    }

    assert long == {}


def test_no_module_has_a_name_that_says_nothing():
    found = {str(path.relative_to(ROOT)) for path in MODULES if path.stem in FORBIDDEN_NAMES}

    assert found == set()


def test_every_variable_of_the_environment_is_in_the_operators_guide():
    read = set()
    for path in (ROOT / "config").rglob("*.py"):
        read |= set(
            re.findall(
                r"env\.(?:text|flag|number|listing|choice|folders?|origin|database|cache|address|optional_folder)\(\s*\"([A-Z_]+)\"",
                path.read_text(),
            )
        )
    guide = (ROOT / "docs" / "operating.md").read_text()

    assert "DATABASE_URL" in read
    assert {name for name in read if f"`{name}`" not in guide} == set()


def test_every_stored_thing_has_its_word_in_the_glossary_and_every_such_word_is_stored():
    """But former versions of rows: history keeps them, and they are what the row is."""
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    words = set(re.findall(r"`([A-Z][a-z][A-Za-z]+)`", glossary))
    stored = [model for app in ("directory", "activation", "oidc") for model in apps.get_app_config(app).get_models()]
    names = {model.__name__ for model in stored if not hasattr(model, "pgh_tracked_model")}

    assert sorted(names - words) == []
    assert sorted(words - {model.__name__ for model in stored}) == []


def test_the_readme_stays_short_and_shows_both_commands_at_its_top():
    lines = (ROOT / "README.md").read_text().splitlines()

    assert len(lines) <= 150
    top = "\n".join(lines[:12])
    assert "make run" in top
    assert "make test" in top


def test_pictures_of_the_readme_exist():
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text())

    assert pictures
    assert [name for name in pictures if not (ROOT / name).exists()] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_pages_carry_no_inline_script_nor_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for folder in ("templates", "config/demo")
        for path in (ROOT / folder).rglob("*.html")
        if "admin" not in path.parts and inline.search(path.read_text())
    ]

    assert found == []
