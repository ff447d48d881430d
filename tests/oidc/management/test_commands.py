"""The commands of the provider."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from oidc.models import SigningKey
from tests.factories.oidc import CALLBACK

pytestmark = pytest.mark.django_db

DESCRIBED = {"client_name": "Dossier Santé", "redirect_uris": [CALLBACK], "environment": "sandbox"}


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_keys_are_made_once() -> None:
    assert "3" in run("ensure_signing_keys")
    assert "0" in run("ensure_signing_keys")
    assert SigningKey.objects.count() == 3


def test_a_service_is_registered_from_a_file_and_listed_without_its_secret(tmp_path: Path) -> None:
    file = tmp_path / "service.json"
    file.write_text(json.dumps(DESCRIBED), encoding="utf-8")

    shown = json.loads(run("relying_party", "register", str(file)))
    listed = run("relying_party", "list")

    assert shown["client_id"] in listed
    assert "Dossier Santé" in listed
    assert shown["client_secret"] not in listed


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        json.dumps({**DESCRIBED, "redirect_uris": CALLBACK}),
        json.dumps({**DESCRIBED, "client_name": ""}),
        json.dumps({**DESCRIBED, "surprise": 1}),
        json.dumps({**DESCRIBED, "environment": "staging"}),
    ],
)
def test_a_file_that_describes_no_service_is_refused_in_a_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "service.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(CommandError):
        run("relying_party", "register", str(file))


def test_a_file_that_does_not_exist_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run("relying_party", "register", str(tmp_path / "nothing.json"))
