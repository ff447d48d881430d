"""`manage.py load_nomenclature`: what changed, table by table; a refusal is one line."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import Concept
from tests.support.code_systems import CARE_ASSISTANT, code_system, encoded, old_code_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """As the official repository has it: nomenclatures and value sets side by side."""
    (tmp_path / "CodeSystem-TRE-R85.json").write_bytes(encoded(code_system(CARE_ASSISTANT, {"code": "399"}), bom=True))
    (tmp_path / "CodeSystem-TRE-R216.json").write_bytes(encoded(code_system(table="TRE_R216-HL7RoleCode")))
    (tmp_path / "ValueSet-JDV-J01.json").write_bytes(encoded({"resourceType": "ValueSet"}))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.json", "missing.json"),
        ("ValueSet-JDV-J01.json", "JDV"),
        ("broken.json", "JSON"),
        ("old.json", "2026"),
        ("empty", "nomenclature"),
    ],
)
def test_a_refusal_is_one_line_and_nothing_is_written(folder, name, words):
    (folder / "broken.json").write_bytes(b"{")
    (folder / "old.json").write_bytes(encoded(old_code_system()))
    (folder / "empty").mkdir()

    with pytest.raises(CommandError, match=words) as refusal:
        call_command("load_nomenclature", str(folder / name))

    assert "\n" not in str(refusal.value)
    assert not Concept.objects.exists()


def test_a_dry_run_says_what_a_load_would_do(folder, capsys):
    call_command("load_nomenclature", str(folder), "--dry-run")
    rehearsed = capsys.readouterr().out
    assert not Concept.objects.exists()

    call_command("load_nomenclature", str(folder))
    done = capsys.readouterr().out

    assert rehearsed.startswith(done)
    assert "TRE_R85-RolePriseCharge" in done
    assert "399" in done
    assert Concept.objects.filter(code="399").exists()
    assert not Concept.objects.filter(table__contains="JDV").exists()
