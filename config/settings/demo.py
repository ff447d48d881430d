"""`make run`: the whole product on this machine, on localhost, with test people only."""

from config import env, local_tls
from config.settings.logging import seal_handler
from config.settings.shared import *  # noqa: F403
from config.settings.shared import (
    DATA_DIR,
    HOLDER_OIDC_REGISTRATION_FILE,
    LOGGING,
    OUTGOING_CA_FILE,
    PORTAL_OIDC_REGISTRATION_FILE,
    STATIC_ROOT,
    TEMPLATES,
    TLS,
)

DEBUG = False
DEMO = env.flag("DEMO", default=True)
FHIR_TEST_PEOPLE = env.flag("FHIR_TEST_PEOPLE", default=DEMO)
# Published on the page of the API: it reads test people, on this machine
FHIR_DEMO_KEY = "ak_demonstration-of-the-directory-api-for-everybody" if DEMO and FHIR_TEST_PEOPLE else ""

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.listing("ALLOWED_HOSTS")]
SMS_GATEWAY = env.choice("SMS_GATEWAY", "file", ("console", "file", "http"))
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "directory.channels.smtp.FileEmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "messages" / "email"
OUTGOING_ALLOW_PRIVATE = True
OUTGOING_CA_FILE = local_tls.files_in(DATA_DIR).bundle if TLS else OUTGOING_CA_FILE
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS

# Seals come every few seconds: they are told to a file, not among what `make run` prints
AUDIT_SEAL_LOG = env.text("AUDIT_SEAL_LOG", str(DATA_DIR / "audit-seals.log"))
LOGGING["handlers"]["seals"] = seal_handler(AUDIT_SEAL_LOG)

# The demo registers the portal and the holder space, and writes these files before the site starts
PORTAL_OIDC_REGISTRATION_FILE = DATA_DIR / "portal-relying-party.json" if DEMO else PORTAL_OIDC_REGISTRATION_FILE
HOLDER_OIDC_REGISTRATION_FILE = DATA_DIR / "holder-relying-party.json" if DEMO else HOLDER_OIDC_REGISTRATION_FILE

# Passkeys work on http://localhost only when told so; nowhere else is this on.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # empty here: files are found where they are
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.flag("RELOAD", default=False)
TEMPLATES[0]["OPTIONS"]["debug"] = False
