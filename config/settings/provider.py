"""The OpenID provider and the secrets that guard cards, codes, messages and signing keys."""

from config import env, secret_keys
from config.settings.base import DATA_DIR, SITE_URL

# Read by the provider library. Its own addresses are never routed; these keep its parts honest.
OIDC_USERINFO = "oidc.library.claims.userinfo"
OIDC_EXTRA_SCOPE_CLAIMS = "oidc.library.claims.HealthScopeClaims"
OIDC_GRANT_TYPE_PASSWORD_ENABLE = False
OIDC_SESSION_MANAGEMENT_ENABLE = False

# Issuer identity and the constant part of every `sub`. With the addresses of the national service the issuer has its
# path: it stands in every token, so that one deployment has one
NATIONAL_PATHS = env.flag("NATIONAL_PATHS", default=False)
ISSUER_PATH = "/auth/realms/esante-wallet" if NATIONAL_PATHS else ""
ISSUER = f"{SITE_URL}{ISSUER_PATH}"
SUBJECT_NAMESPACE = env.text("SUBJECT_NAMESPACE", "3f0e7c1a-6d0b-4d3e-9a55-8f2f7a4b9c10")

# How long a key signs before the next one does
SIGNING_KEY_DAYS = env.number("SIGNING_KEY_DAYS", 90, least=1, most=1095)

_keys = secret_keys.read_or_make(DATA_DIR)
SECRET_KEY = _keys.django
MESSAGE_KEYS = _keys.messages
SIGNING_KEY_ENCRYPTION_KEYS = _keys.signing_keys
CODE_PEPPER = _keys.code_pepper
PIN_PEPPERS = _keys.pin_peppers
AUDIT_KEYS = _keys.audit
PAIRWISE_KEY = _keys.pairwise
