"""django-allauth, its provider `openid_connect`."""

from django.apps import apps
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from tests.clients.apps.serving import CLIENT_ID, CLIENT_SECRET, FOLDER, ISSUER, SESSIONS, configure, serve

configure(
    "allauth",
    CSRF_COOKIE_NAME="allauth_csrf",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{FOLDER}/db.sqlite3"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ],
    MIDDLEWARE=[
        SESSIONS,
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    LOGIN_REDIRECT_URL="/",
    ACCOUNT_EMAIL_VERIFICATION="none",
    ACCOUNT_LOGOUT_ON_GET=True,
    ACCOUNT_SIGNUP_FIELDS=["username*"],
    SOCIALACCOUNT_LOGIN_ON_GET=True,
    SOCIALACCOUNT_ONLY=True,
    SOCIALACCOUNT_STORE_TOKENS=True,
    SOCIALACCOUNT_PROVIDERS={
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "ecps",
                    "name": "e-CPS",
                    "client_id": CLIENT_ID,
                    "secret": CLIENT_SECRET,
                    "settings": {
                        "server_url": ISSUER,
                        "token_auth_method": "client_secret_basic",
                        "oauth_pkce_enabled": True,
                        "scope": ["openid", "scope_all"],
                        "auth_params": {"acr_values": "eidas1"},
                    },
                }
            ]
        }
    },
)


def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and what the library keeps of them."""
    if not request.user.is_authenticated:
        return JsonResponse({"username": ""})
    account = apps.get_model("socialaccount", "SocialAccount").objects.get(user=request.user)
    token = apps.get_model("socialaccount", "SocialToken").objects.get(account=account)
    return JsonResponse(
        {
            "username": request.user.get_username(),
            "uid": account.uid,
            "claims": account.extra_data["id_token"],
            "userinfo": account.extra_data["userinfo"],
            "has_refresh_token": bool(token.token_secret),
        }
    )


urlpatterns = [path("", home), path("accounts/", include("allauth.urls"))]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    serve()
