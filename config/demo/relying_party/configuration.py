"""What the service reads of its environment, and its framework's settings."""

import json
import os
import secrets
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
SESSION_SECONDS = 20 * 60
WORKSTATION_SECONDS = 3 * 60  # without a page asked for, a shared workstation locks itself


class Entrance(Enum):
    """By which of its registrations the service asks for a user; the value names the file of each."""

    SERVICE = "demo-relying-party.json"
    SITUATION = "demo-relying-party-situation.json"
    WORKSTATION = "demo-relying-party-workstation.json"


@dataclass(frozen=True)
class Registration:
    """What the provider's registration gave."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Configuration:
    """Where the service is, and where its provider is."""

    issuer: str
    host: str
    port: int
    base_url: str

    @property
    def callback(self) -> str:
        """The registered redirection address."""
        return f"{self.base_url}/callback"


def read_configuration() -> Configuration:
    """Read the environment; every value has a default that suits `make run`."""
    port = int(os.environ.get("PORT", "8002"))
    return Configuration(
        issuer=os.environ.get("ISSUER", "http://localhost:8000").rstrip("/"),
        host=os.environ.get("HOST", "127.0.0.1"),
        port=port,
        base_url=os.environ.get("BASE_URL", f"http://localhost:{port}").rstrip("/"),
    )


def read_registration(entrance: Entrance = Entrance.SERVICE) -> Registration | None:
    """Return a registration, or None while there is none: each is a file beside the first one's."""
    if entrance is Entrance.SERVICE and os.environ.get("CLIENT_ID"):
        return Registration(os.environ["CLIENT_ID"], os.environ.get("CLIENT_SECRET", ""))
    first = Path(os.environ.get("REGISTRATION_FILE", Path(os.environ.get("DATA_DIR", "var")) / Entrance.SERVICE.value))
    return _read(first if entrance is Entrance.SERVICE else first.with_name(entrance.value))


def _read(file: Path) -> Registration | None:
    try:
        members = json.loads(file.read_text(encoding="utf-8"))
        return Registration(members["client_id"], members["client_secret"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def framework_settings(configuration: Configuration) -> dict[str, Any]:
    """Return the settings of the framework: no database, sessions in this process's memory."""
    secure = configuration.base_url.startswith("https://")
    return {
        "DEBUG": False,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "ALLOWED_HOSTS": [urlsplit(configuration.base_url).hostname or "localhost", "127.0.0.1"],
        "ROOT_URLCONF": "config.demo.relying_party.addresses",
        "INSTALLED_APPS": ["django.contrib.sessions"],
        "MIDDLEWARE": [
            "config.demo.relying_party.headers.add_headers",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}],
        "CACHES": {
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
        },
        "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
        "SESSION_COOKIE_NAME": "demo_rp_session",
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": "demo_rp_csrf",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_USE_SESSIONS": False,
        "USE_TZ": True,
        "USE_I18N": False,
        "LOGGING_CONFIG": None,
    }
