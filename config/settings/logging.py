"""Logs go to standard output; they carry ids, never a code, a token, a PIN proof or a contact."""

from config import env

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname:<7} {name}: {message}", "style": "{"}},
    "filters": {"not_health": {"()": "config.log_filters.ExpectedTrouble"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
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
