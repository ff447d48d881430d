"""Logs go to standard output; they carry ids, never a code, a token, a PIN proof or a contact."""

from config import env

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "django.db.backends": {"level": "INFO"},  # at DEBUG it would print parameters
        "axes": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "oidc_provider": {"level": "CRITICAL"},
    },
}
