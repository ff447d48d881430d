"""mozilla-django-oidc: it knows no discovery, and takes people for their e-mail unless it is told otherwise."""

from typing import Any
from urllib.parse import urlencode

import requests
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.clients.apps.serving import CLIENT_ID, CLIENT_SECRET, FOLDER, ISSUER, ORIGIN, SESSIONS, configure, serve

DESCRIBED = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=30).json()

configure(
    "mozilla",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{FOLDER}/db.sqlite3"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "mozilla_django_oidc"],
    MIDDLEWARE=[
        SESSIONS,
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "mozilla_django_oidc.middleware.SessionRefresh",
    ],
    AUTHENTICATION_BACKENDS=["tests.clients.apps.mozilla_backend.Backend"],
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/out",
    ALLOW_LOGOUT_GET_METHOD=True,
    OIDC_OP_AUTHORIZATION_ENDPOINT=DESCRIBED["authorization_endpoint"],
    OIDC_OP_TOKEN_ENDPOINT=DESCRIBED["token_endpoint"],
    OIDC_OP_USER_ENDPOINT=DESCRIBED["userinfo_endpoint"],
    OIDC_OP_JWKS_ENDPOINT=DESCRIBED["jwks_uri"],
    OIDC_OP_LOGOUT_URL_METHOD="__main__.provider_sign_out",
    OIDC_RP_CLIENT_ID=CLIENT_ID,
    OIDC_RP_CLIENT_SECRET=CLIENT_SECRET,
    OIDC_RP_SCOPES="openid scope_all",
    OIDC_RP_SIGN_ALGO="ES256",
    OIDC_AUTH_REQUEST_EXTRA_PARAMS={"acr_values": "eidas1"},
    OIDC_TOKEN_USE_BASIC_AUTH=True,
    OIDC_USE_PKCE=True,
    OIDC_STORE_ID_TOKEN=True,
    OIDC_STORE_ACCESS_TOKEN=True,
    OIDC_EXEMPT_URLS=["age", "out"],
)


def provider_sign_out(request: HttpRequest) -> str:
    asked = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": f"{ORIGIN}/out"}
    return f"{DESCRIBED['end_session_endpoint']}?{urlencode(asked)}"


def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and whether the tokens are those of the last time."""
    shown: dict[str, Any] = {"username": request.user.get_username(), "family_name": ""}
    if request.user.is_authenticated:
        shown["family_name"] = request.user.last_name
        shown["id_token"] = request.session["oidc_id_token"]
    return JsonResponse(shown)


def age(request: HttpRequest) -> HttpResponse:
    """A quarter of an hour goes by."""
    request.session["oidc_id_token_expiration"] = 0
    return HttpResponse()


def out(request: HttpRequest) -> HttpResponse:
    return HttpResponse("signed out")


urlpatterns = [
    path("", home),
    path("age", age, name="age"),
    path("out", out, name="out"),
    path("oidc/", include("mozilla_django_oidc.urls")),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    serve()
