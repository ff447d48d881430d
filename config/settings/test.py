"""The suite: same product, quick password hashing, mail in memory, an eager worker, missing variables refused."""

from config.settings.shared import *  # noqa: F403
from config.settings.shared import DATABASES, REST_FRAMEWORK, TEMPLATES

DEBUG = False
DEMO = True
FHIR_TEST_PEOPLE = True
SITE_URL = "http://testserver"
ISSUER = SITE_URL
NATIONAL_PATHS = False
WALLET_ORIGIN = "http://wallet.testserver"
CARD_ORIGIN = "http://carte.testserver"
MTLS_ORIGIN = "http://mtls.testserver"
DEMO_RELYING_PARTY_URL = "http://rp.testserver"
ALLOWED_HOSTS = ["testserver", "wallet.testserver", "carte.testserver", "mtls.testserver", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL, CARD_ORIGIN]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS_GATEWAY = "file"
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # tests tear databases down, which threads would hold
REST_FRAMEWORK["TEST_REQUEST_DEFAULT_FORMAT"] = "json"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNKNOWN TEMPLATE VARIABLE %s"
