"""The changes of the interface are read from their document, in both languages."""

from datetime import date
from pathlib import Path

import pytest

from oidc.protocol.changelog import ChangeDay, Part, read_changelog


def test_days_items_and_code_are_read_and_nothing_else() -> None:
    text = "# Title\n\nWords.\n\n## 2026-01-02\n\n- `sub`: <b>new</b>.\n- Other\n"

    assert read_changelog(text) == (
        ChangeDay(date(2026, 1, 2), ((Part("sub", True), Part(": <b>new</b>.", False)), (Part("Other", False),))),
    )


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        read_changelog("## soon\n")


def test_both_languages_tell_the_same_days_the_newest_first() -> None:
    english, french = (
        read_changelog(Path("docs", name).read_text())
        for name in ("changelog-interface.md", "changelog-interface.fr.md")
    )

    assert [(one.day, len(one.changes)) for one in english] == [(one.day, len(one.changes)) for one in french]
    assert [one.day for one in english] == sorted((one.day for one in english), reverse=True)
