"""Every act that is traced can be told in words."""

import ast
import re
from inspect import signature
from pathlib import Path

from django.utils import translation

from directory import journal
from directory.admin.detail_words import NAMES, TECHNICAL, details_of, technical_of
from directory.admin.trail import WORDS
from directory.models import AuditEvent
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


# What a call that writes a line says of it besides its details
ITS_OWN = {
    *signature(journal.record).parameters,
    *signature(journal.record_of_each).parameters,
    *("target", "question", "origin", "window", "occurred_at"),
}
# Where details come in a mapping of which the call shows no name
WRITERS = ("directory/workflows/exercise.py", "directory/workflows/staff_imports")


def recorded_details() -> set[str]:
    """The name of every detail that some line may hold: keywords of the calls that name an action, and the keys of the
    mappings that are unpacked into them.
    """
    found: set[str] = set()
    for app in ("directory", "activation", "oidc"):
        for path in (ROOT / app).rglob("*.py"):
            text = path.read_text()
            if "management" in path.parts:
                continue
            tree = ast.parse(text)
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                names = {keyword.arg for keyword in call.keywords if keyword.arg}
                function = ast.unparse(call.func)
                is_line = ("action" in names and "objects." not in function) or function == "_record"
                found |= names - ITS_OWN if is_line else set()
            if str(path.relative_to(ROOT)).startswith(WRITERS):
                found |= mapped_details(tree)
    return found


def mapped_details(tree: ast.AST) -> set[str]:
    """The keys of mappings called `details` or `origin`."""
    return {
        str(key.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target) in {"details", "origin"}
        for mapping in ast.walk(node.value)
        if isinstance(mapping, ast.Dict)
        for key in mapping.keys
        if isinstance(key, ast.Constant)
    }


def test_every_detail_is_told_in_words_or_said_to_be_technical():
    found = recorded_details()

    assert {"means", "filters", "ends_on", "staff_import", "line", "form", "mode", "client_id"} <= found
    assert found - set(NAMES) - TECHNICAL == set()
    assert set(NAMES) & TECHNICAL == set()
    assert set(NAMES) - found == set()


def test_a_line_tells_its_details_without_keys_nor_codes():
    line = AuditEvent(
        action="directory.signed_in",
        details={"means": ["password", "totp"], "count": 1200, "account": 41, "ends_on": "2026-03-17", "closed": 0},
    )

    with translation.override("fr"):
        told = " | ".join(details_of(line))

    assert "41" not in told
    assert "totp" not in told
    assert "17/03/2026" in told
    assert "1\u202f200" in told or "1\xa0200" in told
    assert "account: 41" in technical_of(line)


def test_a_seal_of_a_purge_is_shown_to_nobody():
    line = AuditEvent(action="directory.audit_purged", details={"kind": "ACT", "mac": "5eal"})

    assert "5eal" not in technical_of(line) + " ".join(details_of(line))
