"""Logs go to standard output; they carry ids, never a code, a token, a PIN proof or a contact."""

from typing import Any

from config import env
from config.settings.audit import AUDIT_SEAL_LOG


def seal_handler(path: str) -> dict[str, Any]:
    """Where seals of the audit trail are told: a file of their own, or the console. Several processes may append."""
    if not path:
        return {"class": "logging.StreamHandler", "formatter": "seal"}
    return {"class": "logging.handlers.WatchedFileHandler", "filename": path, "delay": True, "formatter": "seal"}


LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{levelname:<7} {name}: {message}", "style": "{"},
        "seal": {"format": "{asctime} {name}: {message}", "style": "{"},
    },
    "filters": {"not_health": {"()": "config.log_filters.ExpectedTrouble"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "seals": seal_handler(AUDIT_SEAL_LOG),
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Told whatever LOG_LEVEL is: they prove that the end of the trail was not cut off
        "audit.seal": {"level": "INFO", "handlers": ["seals"], "propagate": False},
        "django.request": {"level": "ERROR", "filters": ["not_health"]},
        # What strangers write in their own requests: refused with 400, nothing for an operator to read
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.DisallowedRedirect": {"level": "CRITICAL"},
        "django.security.SuspiciousOperation": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "ERROR"},
        "django.db.backends": {"level": "INFO"},  # at DEBUG it would print parameters
        "axes": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "oidc_provider": {"level": "CRITICAL"},
    },
}
