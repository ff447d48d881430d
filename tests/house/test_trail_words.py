"""Every act that is traced can be told in words."""

import re
from pathlib import Path

from directory.admin.trail import WORDS
from oidc.workflows.decision import Outcome

ROOT = Path(__file__).resolve().parents[2]


def traced_actions() -> set[str]:
    found: set[str] = set()
    for app in ("directory", "activation", "oidc"):
        for path in (ROOT / app).rglob("*.py"):
            found |= set(re.findall(r"action=\"([a-z_]+\.[a-z_]+)\"", path.read_text()))
    return found


def test_every_action_has_its_words():
    decisions = {
        f"oidc.login_{outcome.value.lower()}"
        for outcome in Outcome
        if outcome not in {Outcome.ALREADY_DECIDED, Outcome.EXPIRED, Outcome.NOT_FOUND, Outcome.MALFORMED}
    }

    assert len(traced_actions()) > 15
    assert (traced_actions() | decisions) - set(WORDS) == set()
