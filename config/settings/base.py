"""What the product is made of, wherever it runs."""

import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from config import embedded, env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")

PORT = env.number("PORT", 8000, least=1, most=65533)
# The processes speak https themselves, with an authority made on this machine: a demonstration, and the tests
TLS = env.flag("TLS", default=False)
_HERE = f"{'https' if TLS else 'http'}://localhost"
SITE_URL = env.origin("SITE_URL", f"{_HERE}:{PORT}")
WALLET_ORIGIN = env.origin("WALLET_ORIGIN", f"{_HERE}:{PORT + 1}")
# Where browsers present a physical card, behind a proxy with mutual TLS; empty: no card is asked for anywhere
CARD_ORIGIN = env.optional_origin("CARD_ORIGIN")
# Where services present their certificate, behind the same proxy and its socket; empty: none is asked for anywhere
MTLS_ORIGIN = env.optional_origin("MTLS_ORIGIN")
CARD_SOCKET = env.folder("CARD_SOCKET", DATA_DIR / "card.sock")  # the proxy alone may open it
DEMO_RELYING_PARTY_URL = env.origin("DEMO_RELYING_PARTY_URL", f"{_HERE}:{PORT + 2}")
DEMO = False
# Threads of each web process: one waits for the database most of its time. Two at least: a sign-in to the portal asks
# the provider, which answers in the same process.
WEB_THREADS = env.number("WEB_THREADS", min(8, 2 * (os.cpu_count() or 1) + 1), least=2, most=256)
# The wallet's calls that wait for an event: its web server is then an ASGI one, which keeps so many of them at once
WAITING_DOOR = env.flag("WAITING_DOOR", default=True)
WAITING_CALLS = env.number("WAITING_CALLS", 10_000, least=1, most=1_000_000)
PROXY_COUNT = env.number("PROXY_COUNT", 0, most=10)
DEMO_SHEET = "config.demo.sheet.people_to_be"  # the demo inbox calls it; nothing else does

INSTALLED_APPS = [
    # unfold comes before the admin that it dresses
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "config.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "phonenumber_field",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "config.apps.AssemblyConfig",
    "directory.apps.DirectoryConfig",
    "activation.apps.ActivationConfig",
    "oidc.apps.OidcConfig",
    # The provider library, with the key type its migrations were written for
    "oidc.provider_apps.ProviderLibraryConfig",
]

MIDDLEWARE = [
    "config.card_door.drop_certificates",
    "config.proxy.trust_proxies",
    "config.origins.separate_origins",
    "django.middleware.security.SecurityMiddleware",
    # Programs that carry a key: nothing below serves them, and all of it together takes as long as their queries
    "config.direct.answer_programs",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "directory.portal_session.end_idle_sessions",
    "directory.change_origin.tell_history",
    "directory.reading.read_mandates_once",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.busy.SayBusy",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.product",
            ],
        },
    },
]


DATABASE_PREPARE = env.flag("DATABASE_PREPARE", default=True)
CONNECTION_SECONDS = 600  # that a thread keeps its connection: taking one from a pool took a tenth of an answer


def _database() -> dict[str, Any]:
    """The server that DATABASE_URL names, else the embedded one; each thread keeps a connection."""
    chosen = env.database("DATABASE_URL")
    entry: dict[str, Any] = (
        dict(chosen)
        if chosen is not None
        else {"ENGINE": "django.db.backends.postgresql", **embedded.connection_settings(DATA_DIR)}
    )
    entry["ATOMIC_REQUESTS"] = False  # a counted refusal must stay counted: workflows open the transaction
    entry["CONN_MAX_AGE"] = CONNECTION_SECONDS
    entry.setdefault("OPTIONS", {})
    if DATABASE_PREPARE:
        # What is prepared is planned once a connection, not anew for each value: these statements look rows up by key
        entry["OPTIONS"].setdefault("options", "-c plan_cache_mode=force_generic_plan")
        # No statement is prepared by how often it came, only those that ask it; unset, the framework lets none be
        entry["OPTIONS"].setdefault("prepare_threshold", 1_000_000)
    return entry


DATABASES = {"default": _database()}
# How long a page waits for a table that a load holds; the worker waits as long as it takes. 0: pages wait too.
WEB_LOCK_SECONDS = env.number("WEB_LOCK_SECONDS", 8, least=0, most=600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Account"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
# Ours, and the French of the portal toolkit, which ships none
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "toolkit"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]

# Sign-in limits and used authenticator codes live here: several processes must share it, one process need not.
CACHES = {"default": env.cache("CACHE_URL")}

PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# Messages. The file carriers write under DATA_DIR/messages, which the demo inbox shows.
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Annuaire & e-CPS <no-reply@{urlsplit(SITE_URL).hostname}>")
MESSAGES_DIR = DATA_DIR / "messages"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, least=1, most=120)
SMS_GATEWAY = env.choice("SMS_GATEWAY", "console", ("console", "file", "http"))
SMS_HTTP_URL = env.text("SMS_HTTP_URL", "")
SMS_HTTP_TOKEN = env.text("SMS_HTTP_TOKEN", "")
# Mail that comes back: where to (it must take `name+anything@host`), and the maildir in which it arrives
BOUNCE_ADDRESS = env.address("BOUNCE_ADDRESS")
BOUNCE_MAILDIR = env.optional_folder("BOUNCE_MAILDIR")
# What the SMS gateway presents when it says what became of a message; the door is closed without it
SMS_RECEIPT_TOKEN = env.text("SMS_RECEIPT_TOKEN", "")
OUTGOING_CA_FILE = env.optional_file("OUTGOING_CA_FILE")  # of authorities; None: those that the library brings
OUTGOING_ALLOW_PRIVATE = env.flag("OUTGOING_ALLOW_PRIVATE", default=False)

# Loads of extracts: beyond these shares of what the directory knows a load waits for an operator
LOAD_MAX_CLOSED_PERCENT = env.number("LOAD_MAX_CLOSED_PERCENT", 1, most=100)
LOAD_MAX_UPDATED_PERCENT = env.number("LOAD_MAX_UPDATED_PERCENT", 5, most=100)
LOAD_STRICT_RPPS_KEYS = env.flag("LOAD_STRICT_RPPS_KEYS", default=True)
LOADS_DIR = DATA_DIR / "loads"
LOAD_MAX_UPLOAD_MB = env.number("LOAD_MAX_UPLOAD_MB", 2048, least=1, most=100_000)
LOAD_MAX_UNPACKED_MB = env.number("LOAD_MAX_UNPACKED_MB", 8192, least=1, most=400_000)
EXPORTS_DIR = DATA_DIR / "exports"  # files that the worker prepares: personal data, erased after a day
LOAD_FOLDERS = env.folders("LOAD_FOLDERS")

# What is published for everybody, and how many publications stay
OPEN_DATA_DIR = DATA_DIR / "open-data"
OPEN_DATA_KEPT = env.number("OPEN_DATA_KEPT", 3, least=1, most=366)

TEMP_DIR = Path(tempfile.gettempdir())
