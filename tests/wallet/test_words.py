"""Every sentence and every screen that the scripts name is in the templates."""

import re
from pathlib import Path

from tests.wallet.facts import STATIC

TEMPLATES = STATIC.parent / "templates" / "wallet"
SCRIPTS = sorted((STATIC / "wallet").rglob("*.js"))
PAGES = "\n".join(page.read_text(encoding="utf-8") for page in sorted(TEMPLATES.rglob("*.html")))


def named(pattern: str) -> set[str]:
    """Return what a pattern finds in the scripts."""
    return {name for script in SCRIPTS for name in re.findall(pattern, script.read_text(encoding="utf-8"))}


def test_every_message_that_a_script_says_has_its_words() -> None:
    sentences = set(re.findall(r'data-message="(\w+)"', PAGES))
    plain = named(r'\bmessage\("(\w+)"')
    counted = {f"{name}_{form}" for name in named(r'\bcounted\("(\w+)"') for form in ("one", "many")}
    titled = named(r'\b(?:busy|showOver|close)\("(\w+)"')

    assert plain | counted | titled | {f"{name}_title" for name in titled} <= sentences


def test_every_screen_that_a_script_shows_has_its_template() -> None:
    templates = set(re.findall(r'<template id="screen-([\w-]+)"', PAGES))

    assert named(r'\bshow\("([\w-]+)"') <= templates


def test_no_script_writes_markup_and_no_page_has_inline_code() -> None:
    shared = (TEMPLATES.parent / "theme").rglob("*.html")
    pages = PAGES + "\n".join(Path(page).read_text(encoding="utf-8") for page in shared)

    assert named(r"(innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\()") == set()
    assert re.findall(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", pages) == []
