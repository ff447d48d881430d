"""The commands of the provider."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from oidc import policy
from oidc.models import RelyingParty, SigningKey
from oidc.protocol import jose
from oidc.vocabulary import KeyState
from tests.factories.oidc import CALLBACK, RESOURCE, RelyingPartyFactory, SigningKeyFactory

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


def test_keys_are_rotated_by_the_calendar_or_by_order(
    signing_keys: dict[str, jose.LoadedKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "SIGNING_ALGORITHMS", ("ES256",))
    # the key of the fixture signs since longer than a period; a next one is known since an hour
    following = SigningKeyFactory.create(state=KeyState.NEXT, created_at=timezone.now() - timedelta(hours=1))

    assert run("rotate_signing_keys") == "1 key(s) began to sign, 1 made, 0 ended.\n"
    with pytest.raises(CommandError, match="within 10 minutes"):
        run("rotate_signing_keys", "--now", "ES256")
    SigningKey.objects.filter(state=KeyState.NEXT).update(created_at=timezone.now() - timedelta(hours=1))
    assert "signs with ES256" in run("rotate_signing_keys", "--now", "ES256")
    active = SigningKey.objects.get(algorithm="ES256", state=KeyState.ACTIVE)
    assert active.kid != following.kid


def test_a_leaked_key_is_revoked_by_its_name(signing_keys: dict[str, jose.LoadedKey]) -> None:
    leaked = signing_keys["ES256"].kid

    assert "signs with ES256" in run("rotate_signing_keys", f"--revoke={leaked}")

    assert SigningKey.objects.get(kid=leaked).state == KeyState.REVOKED
    with pytest.raises(CommandError, match="No key"):
        run("rotate_signing_keys", f"--revoke={leaked}")
    with pytest.raises(CommandError, match="not allowed"):
        run("rotate_signing_keys", "--now", "ES256", f"--revoke={leaked}")
    with pytest.raises(CommandError, match="HS256"):
        run("rotate_signing_keys", "--now", "HS256")


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


def test_a_resource_server_is_registered_once_from_a_file_and_listed(tmp_path: Path) -> None:
    file = tmp_path / "dossiers.json"
    described = {"resource": RESOURCE, "resource_name": "Dossiers", "environment": "sandbox", "scope": "scope_all"}
    file.write_text(json.dumps(described))

    assert RESOURCE in run("resource_server", "register", str(file))

    assert "Dossiers" in run("resource_server", "list")
    with pytest.raises(CommandError, match="taken"):
        run("resource_server", "register", str(file))
    for wrong in ("not json", "[]", '{"resource": "dossiers"}'):
        file.write_text(wrong)
        with pytest.raises(CommandError):
            run("resource_server", "register", str(file))


@pytest.mark.parametrize(("secret", "refusal"), [(7, "client_secret must be a string"), (["x"], "client_secret")])
def test_a_secret_that_is_no_text_is_refused(tmp_path: Path, secret: object, refusal: str) -> None:
    file = tmp_path / "service.json"
    file.write_text(json.dumps({**DESCRIBED, "client_secret": secret}))

    with pytest.raises(CommandError, match=refusal):
        run("relying_party", "register", str(file))


def test_a_secret_that_is_null_is_drawn(tmp_path: Path) -> None:
    file = tmp_path / "service.json"
    file.write_text(json.dumps({**DESCRIBED, "client_secret": None}))

    assert len(json.loads(run("relying_party", "register", str(file)))["client_secret"]) >= 43


def test_the_services_of_a_list_are_registered_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    second = {**DESCRIBED, "client_name": "Agenda", "token_endpoint_auth_method": "none"}
    file.write_text(json.dumps([DESCRIBED, {**second, "environment": "staging"}]))
    with pytest.raises(CommandError, match="environment"):
        run("relying_party", "register", str(file))
    assert not RelyingParty.objects.exists()

    file.write_text(json.dumps([DESCRIBED, second]))
    confidential, public = json.loads(run("relying_party", "register", str(file)))

    assert set(confidential) == {"client_id", "client_secret"}
    assert set(public) == {"client_id"}
    listed = json.loads(run("relying_party", "list"))
    assert [one["client_name"] for one in listed] == ["Agenda", "Dossier Santé"]
    assert "client_secret" not in listed[0]


@pytest.mark.parametrize("content", ["[]", "[1]", "7", "[" * 100_000])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "services.json"
    file.write_text(content)

    with pytest.raises(CommandError):
        run("relying_party", "register", str(file))


def test_a_secret_is_rotated_and_a_service_suspended_and_opened_again() -> None:
    relying_party = RelyingPartyFactory.create()

    drawn = json.loads(run("relying_party", "rotate-secret", relying_party.public_id))
    assert drawn["client_secret"].startswith("cs_")
    suspended = json.loads(run("relying_party", "suspend", relying_party.public_id, "--reason", "Une fuite"))
    assert (suspended["is_active"], suspended["suspended_reason"]) == (False, "Une fuite")
    with pytest.raises(CommandError, match="already_suspended"):
        run("relying_party", "suspend", relying_party.public_id, "--reason", "Une fuite")
    assert json.loads(run("relying_party", "reopen", relying_party.public_id))["is_active"]
    for action in ("rotate-secret", "reopen"):
        with pytest.raises(CommandError, match="No service"):
            run("relying_party", action, "unknown")
