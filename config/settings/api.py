"""The JSON doors: closed by default, one error shape, documented by an OpenAPI file that is committed."""

from config import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],  # closed until a door opens itself
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["activation.api.parsing.SmallJSONParser"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would tell docstrings of ours
    "EXCEPTION_HANDLER": "activation.api.errors.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": 0,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "e-CPS",
    "DESCRIPTION": "The wallet's API: activate a virtual card, use it, decide sign-ins.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

# The FHIR API. How far back `_lastUpdated` reaches, and which world it serves: test people, or real ones; never both.
FHIR_DELTA_DAYS = env.number("FHIR_DELTA_DAYS", 30, least=1, most=3650)
FHIR_TEST_PEOPLE = env.flag("FHIR_TEST_PEOPLE", default=False)
# What one application may call in any second
FHIR_CALLS_A_SECOND = env.number("FHIR_CALLS_A_SECOND", 17, least=1, most=1000)
FHIR_DEMO_KEY = ""  # the demonstration publishes one; nothing else has a key that is known
