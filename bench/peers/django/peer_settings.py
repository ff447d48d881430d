"""A plain Django project that is one provider, as its documentation says: PEER names it, PEER_* the rest."""

import json
import os
from pathlib import Path
from typing import Any

PEER = os.environ["PEER"]  # dot: django-oauth-toolkit; dop: django-oidc-provider
KNOWN: dict[str, Any] = json.loads(Path(os.environ["PEER_CONFIG"]).read_text())

SECRET_KEY = "of a measurement, on this machine"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "peer_urls"
LOGIN_URL = "/login/"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "oauth2_provider" if PEER == "dot" else "oidc_provider",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": KNOWN["database"]["database"],
        "USER": KNOWN["database"]["user"],
        "HOST": KNOWN["database"]["host"],
        "PORT": KNOWN["database"]["port"],
        "CONN_MAX_AGE": 600,  # as ours
    }
}
LOGGING = {  # what fails is told, nothing else
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "ERROR"}},
    "loggers": {"django.request": {"handlers": ["console"], "propagate": False}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_RSA_PRIVATE_KEY": KNOWN["rsa"],
    "OIDC_ISS_ENDPOINT": "",
    "PKCE_REQUIRED": True,
    "OAUTH2_VALIDATOR_CLASS": "peer_claims.Validator",
    "SCOPES": {"openid": "sign in", "whole": "who one is", "introspection": "tokens"},
}

OIDC_USERINFO = "peer_claims.nothing_more"
OIDC_EXTRA_SCOPE_CLAIMS = "peer_claims.Claims"
