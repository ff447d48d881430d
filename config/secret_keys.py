"""The secrets of a deployment: from the environment, or made once and kept in DATA_DIR/keys.json (mode 600).

A deployment with several machines sets the variables; a single machine can let the file be made, and must
then save it with its backups: without it no message, signing key or PIN proof can be read again.
"""

import fcntl
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config import env

FILE_NAME = "keys.json"
ADDED = ("AUDIT_KEYS", "PAIRWISE_KEY")  # secrets that files of older releases lack
NAMES = ("SECRET_KEY", "MESSAGE_KEYS", "SIGNING_KEY_ENCRYPTION_KEYS", "CODE_PEPPER", "PIN_PEPPERS", *ADDED)
PEPPER_BYTES = 32


@dataclass(frozen=True, repr=False)
class SecretKeys:
    """django: text; messages, signing_keys: Fernet keys, newest first; PIN peppers, keys of
    the audit trail: by id, oldest first. pairwise: for ever the same, as the subjects that follow from it.
    """

    django: str
    messages: list[str]
    signing_keys: list[str]
    code_pepper: bytes
    pin_peppers: dict[str, bytes]
    audit: dict[str, bytes]
    pairwise: bytes


def read_or_make(data_dir: Path) -> SecretKeys:
    """Read each secret from its variable, else from the file, which is made when it is missing."""
    stored = {} if all(os.environ.get(name) for name in NAMES) else _stored(data_dir)
    try:
        return SecretKeys(
            django=env.text("SECRET_KEY", stored.get("SECRET_KEY")),
            messages=_fernet_keys("MESSAGE_KEYS", stored),
            signing_keys=_fernet_keys("SIGNING_KEY_ENCRYPTION_KEYS", stored),
            code_pepper=b64decode(env.text("CODE_PEPPER", stored.get("CODE_PEPPER")), validate=True),
            pin_peppers=_by_id(env.text("PIN_PEPPERS", stored.get("PIN_PEPPERS"))),
            audit=_by_id(env.text("AUDIT_KEYS", stored.get("AUDIT_KEYS"))),
            pairwise=b64decode(env.text("PAIRWISE_KEY", stored.get("PAIRWISE_KEY")), validate=True),
        )
    except ValueError as error:
        raise ImproperlyConfigured(f"A secret of the environment cannot be read: {type(error).__name__}.") from None


def _fernet_keys(name: str, stored: dict[str, str]) -> list[str]:
    keys = env.listing(name) or stored.get(name, "").split(",")
    for key in keys:
        Fernet(key)
    return keys


def _by_id(text: str) -> dict[str, bytes]:
    """`id:base64[,id:base64…]`, oldest first."""
    pairs = (item.split(":", 1) for item in text.split(","))
    return {key_id.strip(): b64decode(value, validate=True) for key_id, value in pairs}


def _stored(data_dir: Path) -> dict[str, str]:
    path = data_dir / FILE_NAME
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        # O_EXCL: two processes that start together agree on the one that came first
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _completed(path)
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR {data_dir} cannot be written: {error.strerror}.") from None
    made = _make()
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(made, stream, indent=1)
    return made


def _completed(path: Path) -> dict[str, str]:
    """What the file holds; a secret that an older release did not know is made, and what is there stays.

    Under a lock: processes that start together agree on the secret of the one that came first.
    """
    content = _parse(path)
    if not any(name not in content and not os.environ.get(name) for name in ADDED):
        return content
    try:
        with path.open("r+", encoding="utf-8") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            made = _make()
            content = {**{name: made[name] for name in ADDED}, **json.loads(stream.read())}
            stream.seek(0)
            json.dump(content, stream, indent=1)
            stream.truncate()
    except (OSError, ValueError):
        raise ImproperlyConfigured(f"{path} cannot be read as the file of secrets.") from None
    return content


def _parse(path: Path) -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise ImproperlyConfigured(f"{path} cannot be read as the file of secrets.") from None
    return content


def _make() -> dict[str, str]:
    def pepper() -> str:
        return b64encode(secrets.token_bytes(PEPPER_BYTES)).decode()

    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "MESSAGE_KEYS": Fernet.generate_key().decode(),
        "SIGNING_KEY_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "CODE_PEPPER": pepper(),
        "PIN_PEPPERS": f"p1:{pepper()}",
        "AUDIT_KEYS": f"a1:{pepper()}",
        "PAIRWISE_KEY": pepper(),
    }
