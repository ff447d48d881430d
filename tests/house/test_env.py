"""The environment is typed, and says which variable is wrong."""

import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env, secret_keys


@pytest.mark.parametrize(("raw", "expected"), [("1", True), ("yes", True), ("off", False), ("", True)])
def test_a_flag_reads_the_usual_words(monkeypatch, raw, expected):
    monkeypatch.setenv("FLAG", raw)

    assert env.flag("FLAG", default=True) is expected


@pytest.mark.parametrize(
    ("read", "raw"),
    [
        (lambda: env.flag("NAME", default=True), "perhaps"),
        (lambda: env.number("NAME", 1), "many"),
        (lambda: env.number("NAME", 1, most=10), "11"),
        (lambda: env.choice("NAME", "a", ("a", "b")), "c"),
        (lambda: env.origin("NAME"), "https://example.org/path"),
        (lambda: env.origin("NAME"), "example.org"),
        (lambda: env.database("NAME"), "sqlite:///file.db"),
        (lambda: env.cache("NAME"), "nowhere://host"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(monkeypatch, read, raw):
    monkeypatch.setenv("NAME", raw)

    with pytest.raises(ImproperlyConfigured, match="NAME"):
        read()


def test_a_missing_variable_without_default_is_named(monkeypatch):
    monkeypatch.delenv("NAME", raising=False)

    with pytest.raises(ImproperlyConfigured, match="NAME must be set"):
        env.text("NAME")


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path, monkeypatch):
    for name in secret_keys.NAMES:
        monkeypatch.delenv(name, raising=False)

    first = secret_keys.read_or_make(tmp_path)
    second = secret_keys.read_or_make(tmp_path)

    assert first == second
    assert stat.S_IMODE((tmp_path / secret_keys.FILE_NAME).stat().st_mode) == 0o600
    assert first.django not in repr(first)


def test_a_secret_that_an_older_release_did_not_know_is_made_once_beside_the_others(tmp_path, monkeypatch):
    for name in secret_keys.NAMES:
        monkeypatch.delenv(name, raising=False)
    made = secret_keys.read_or_make(tmp_path)
    path = tmp_path / secret_keys.FILE_NAME
    known = json.loads(path.read_text())
    del known["AUDIT_KEYS"], known["PAIRWISE_KEY"]
    path.write_text(json.dumps(known))

    completed = secret_keys.read_or_make(tmp_path)

    assert completed.django == made.django
    assert completed.pin_peppers == made.pin_peppers
    assert list(completed.audit) == ["a1"]
    assert completed.audit != made.audit
    assert completed.pairwise != made.pairwise
    assert secret_keys.read_or_make(tmp_path) == completed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_of_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from-the-environment")

    assert secret_keys.read_or_make(tmp_path).django == "from-the-environment"


@pytest.mark.parametrize("content", ["not json", json.dumps({"SECRET_KEY": "x", "PIN_PEPPERS": "no-colon"})])
def test_an_unreadable_file_of_secrets_is_refused_in_a_line(tmp_path, monkeypatch, content):
    for name in secret_keys.NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / secret_keys.FILE_NAME).write_text(content)

    with pytest.raises(ImproperlyConfigured):
        secret_keys.read_or_make(tmp_path)


def test_folders_are_absolute_or_refused(monkeypatch):
    monkeypatch.setenv("NAME", "/srv/sftp, /srv/depot")
    assert [str(path) for path in env.folders("NAME")] == ["/srv/sftp", "/srv/depot"]

    monkeypatch.setenv("NAME", "/srv/sftp,depot")
    with pytest.raises(ImproperlyConfigured, match="NAME"):
        env.folders("NAME")


def test_a_file_that_is_named_is_there_or_refused(monkeypatch, tmp_path):
    file = tmp_path / "portal.json"
    file.touch()

    monkeypatch.delenv("NAME", raising=False)
    assert env.existing_file("NAME") is None
    monkeypatch.setenv("NAME", str(file))
    assert env.existing_file("NAME") == file
    for wrong in (str(tmp_path), str(tmp_path / "missing"), "portal.json"):
        monkeypatch.setenv("NAME", wrong)
        with pytest.raises(ImproperlyConfigured, match="NAME"):
            env.existing_file("NAME")
