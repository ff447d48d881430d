"""A real deployment: https only, host-bound cookies, no demo, addresses and servers named by the environment."""

from config import env
from config.settings.shared import *  # noqa: F403
from config.settings.shared import ISSUER_PATH, PROXY_COUNT

DEBUG = False
DEMO = False

SITE_URL = env.origin("SITE_URL")
ISSUER = f"{SITE_URL}{ISSUER_PATH}"
WALLET_ORIGIN = env.origin("WALLET_ORIGIN")

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_NAME = "__Host-portal_session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
