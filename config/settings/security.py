"""Headers, cookies, passwords and the staff's second factor."""

import re

from csp.constants import NONE, SELF, UNSAFE_EVAL, WASM_UNSAFE_EVAL

from config import env
from config.settings.base import CARD_ORIGIN, MTLS_ORIGIN, SITE_URL, WALLET_ORIGIN, WEB_THREADS

ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS") or sorted(
    {
        re.sub(r"^https?://|:\d+$", "", origin)
        for origin in (SITE_URL, WALLET_ORIGIN, CARD_ORIGIN, MTLS_ORIGIN)
        if origin
    }
)
CSRF_TRUSTED_ORIGINS = [origin for origin in (SITE_URL, CARD_ORIGIN) if origin]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "portal_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600  # seconds: a working day, absolute
SESSION_IDLE_SECONDS = 30 * 60  # directory.portal_session closes an idle one
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "directory.views.refusals.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "serial")
}

WALLET_PERMISSIONS_POLICY: dict[str, list[str]] = {**PERMISSIONS_POLICY, "camera": ["self"]}

_STRICT: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "object-src": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _STRICT}

# The wallet holds keys: no text becomes code there. Its one policy names its service worker (static/wallet/worker.js).
WALLET_CONTENT_SECURITY_POLICY = {
    **_STRICT,
    "script-src": [SELF, WASM_UNSAFE_EVAL],  # the reader of QR codes is WebAssembly, from this origin as all else
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["ecps-worker"],
}

# The portal's toolkit evaluates expressions: it alone gets this policy. Two inline style sheets of its own are named by
# digest: the colours of config.settings.portal, written into each page, and the one that htmx adds. A browser that
# refuses one of them prints the digest to put here.
PORTAL_CONTENT_SECURITY_POLICY = {
    **_STRICT,
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [
        SELF,
        "'sha256-9gQVtzA/u1kbqWExZUDp+iWe4022MVouyn/pTBD3HrU='",
        "'sha256-bsV5JivYxvGywDAZ22EZJKBFip65Ng9xoJVLbBg7bdo='",
    ],
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LOGIN_URL = "/compte/login/"
LOGIN_REDIRECT_URL = "/portail/"
LOGOUT_REDIRECT_URL = "/"

# Accounts of staff are made by invitation or by command, never by signing up.
ACCOUNT_ADAPTER = "directory.staff_sign_in.adapters.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
MFA_ADAPTER = "directory.staff_sign_in.adapters.StaffMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
MFA_TOTP_TOLERANCE = 1  # steps of 30 s, before and after: phones drift, people type slowly (RFC 6238 §5.2)
MFA_TOTP_ISSUER = "Annuaire & e-CPS"
MFA_FORMS = {
    "add_webauthn": "directory.staff_sign_in.security_keys.AddSecurityKeyForm",
    "edit_webauthn": "directory.staff_sign_in.security_keys.RenameSecurityKeyForm",
}
# By address, for a hospital behind one; wrong codes of a second factor also by account (who tries has the password).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,5/300s/key"}

# Staff sign in with their e-CPS as the users of any service of ours do; accounts are found by the national number, and
# none is made. The file is what `manage.py relying_party register` answered; without it nothing of this is shown.
SOCIALACCOUNT_ADAPTER = "directory.staff_sign_in.social.StaffSocialAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
PORTAL_OIDC_REGISTRATION_FILE = env.existing_file("PORTAL_OIDC_REGISTRATION_FILE")
# The same for the holder space, in which practitioners read their own record
HOLDER_OIDC_REGISTRATION_FILE = env.existing_file("HOLDER_OIDC_REGISTRATION_FILE")
PORTAL_OIDC_SIGN_INS_AT_ONCE = max(1, WEB_THREADS // 2)

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "directory.staff_sign_in.guessing.name_of"
AXES_LOCKOUT_CALLABLE = "directory.views.refusals.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # it ends when it was said to end
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "login", "ip_address"]
