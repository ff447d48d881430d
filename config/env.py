"""The typed environment: every setting that a deployment chooses is read here, and fails loudly here.

Each reader names the variable in its error, so that an operator sees what to mend without a traceback of a library.
The list of variables, with their meaning, is in docs/operating.md.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

_env = environ.Env()

LONGEST_NAME = 14  # before @: RFC 5321 allows 64, of which `+`, an id (32), a dot and a tag (16) take 50


def text(name: str, default: str | None = None) -> str:
    """Read a string; without a default the variable must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Read a boolean: 1/0, true/false, yes/no, on/off."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    lowered = raw.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be a boolean (1 or 0), not {raw!r}.")


def number(name: str, default: int, *, least: int = 0, most: int = 2**31) -> int:
    """Read a whole number within bounds."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} must be from {least} to {most}, not {value}.")
    return value


def listing(name: str, default: list[str] | None = None) -> list[str]:
    """Read a comma-separated list; blanks are dropped."""
    raw = os.environ.get(name)
    if raw is None:
        return list(default or [])
    return [item.strip() for item in raw.split(",") if item.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Read one word of a closed list."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    """Read a folder; a relative one is taken from the project's root."""
    raw = os.environ.get(name)
    path = Path(raw).expanduser() if raw else default
    return path if path.is_absolute() else BASE_DIR / path


def existing_file(name: str) -> Path | None:
    """Read the absolute path of a file that is there; None when unset."""
    raw = os.environ.get(name)
    if not raw:
        return None
    path = Path(raw)
    if not path.is_absolute() or not path.is_file():
        raise ImproperlyConfigured(f"{name} must be the absolute path of a file that exists, not {raw!r}.")
    return path


def folders(name: str) -> list[Path]:
    """Read a comma-separated list of absolute folders; none when unset."""
    found = [Path(item) for item in listing(name)]
    relative = [str(path) for path in found if not path.is_absolute()]
    if relative:
        raise ImproperlyConfigured(f"{name} must hold absolute folders, not {relative[0]!r}.")
    return found


def optional_folder(name: str) -> Path | None:
    """Read an absolute folder; None when unset."""
    found = folders(name)
    if len(found) > 1:
        raise ImproperlyConfigured(f"{name} must be one folder, not {len(found)}.")
    return found[0] if found else None


def optional_file(name: str) -> Path | None:
    """Read the absolute path of a file that exists; None when unset."""
    value = text(name, "").strip()
    if not value:
        return None
    path = Path(value)
    if not path.is_absolute() or not path.is_file():
        raise ImproperlyConfigured(f"{name} must be the absolute path of a file that exists.")
    return path


def address(name: str) -> str:
    """Read an e-mail address, short enough to carry a message id in its name; empty when unset."""
    value = text(name, "").strip()
    local, at, host = value.rpartition("@")
    if value and not (at and host and local.isascii() and local.isprintable() and 0 < len(local) <= LONGEST_NAME):
        raise ImproperlyConfigured(f"{name} must be an e-mail address with at most {LONGEST_NAME} characters before @.")
    return value


def origin(name: str, default: str | None = None) -> str:
    """Read a web origin: scheme, host, optional port, nothing after. Source: RFC 6454."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} must be an origin such as https://id.example.org, not {value!r}.")
    return value


def optional_origin(name: str) -> str:
    """Read a web origin, likewise; an empty string when it is unset."""
    return origin(name) if text(name, "") else ""


def cache(name: str) -> dict[str, object]:
    """Read a cache address (redis://host:port/0); the memory of the process when unset."""
    if not os.environ.get(name):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    try:
        return dict(_env.cache_url(name))
    except (ImproperlyConfigured, KeyError):
        raise ImproperlyConfigured(f"{name} must be the address of a cache, such as redis://host:6379/0.") from None


def database(name: str) -> dict[str, object] | None:
    """Read a PostgreSQL address (postgres://user:password@host:port/name); None when unset."""
    if not os.environ.get(name):
        return None
    settings = dict(_env.db_url(name))
    if settings.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must be a postgres:// address: PostgreSQL is the only database.")
    return settings
