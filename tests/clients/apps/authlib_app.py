"""Authlib, in a site of Django."""

from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from tests.clients.apps.serving import CLIENT_ID, CLIENT_SECRET, ISSUER, ORIGIN, SESSIONS, configure, serve

configure("authlib", MIDDLEWARE=[SESSIONS])
renewed: list[dict[str, str]] = []
oauth = OAuth(update_token=lambda name, token, **_: renewed.append(token))
oauth.register(
    "ecps",
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=CLIENT_ID,
    client_secret=CLIENT_SECRET,
    authorize_params={"acr_values": "eidas1"},
    client_kwargs={
        "scope": "openid scope_all",
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": "client_secret_basic",
    },
)


def sign_in(request: HttpRequest) -> HttpResponse:
    return oauth.ecps.authorize_redirect(request, f"{ORIGIN}/back")


def back(request: HttpRequest) -> HttpResponse:
    token = oauth.ecps.authorize_access_token(request)
    request.session["token"] = token
    return JsonResponse({"claims": token["userinfo"], "userinfo": oauth.ecps.userinfo(token=token)})


def renew(request: HttpRequest) -> HttpResponse:
    """Ask with an access token that is over: the library renews it by itself."""
    before = request.session["token"]
    userinfo = oauth.ecps.userinfo(token={**before, "expires_at": 1})
    after = request.session["token"] = renewed.pop()
    claims = oauth.ecps.parse_id_token(after, nonce=None)
    is_new = all(before[name] != after[name] for name in ("access_token", "refresh_token", "id_token"))
    return JsonResponse({"is_new": is_new, "claims": claims, "userinfo": userinfo})


def sign_out(request: HttpRequest) -> HttpResponse:
    hint = request.session["token"]["id_token"]
    return oauth.ecps.logout_redirect(request, f"{ORIGIN}/out", id_token_hint=hint)


def out(request: HttpRequest) -> HttpResponse:
    return JsonResponse(oauth.ecps.validate_logout_response(request))


urlpatterns = [
    path("sign-in", sign_in),
    path("back", back),
    path("renew", renew),
    path("sign-out", sign_out),
    path("out", out),
]

if __name__ == "__main__":
    serve()
