"""The wallet's own pages: one shell, its manifest, its service worker."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import check_for_language
from django.views.decorators.http import require_safe
from django_permissions_policy.decorators import permissions_policy_override

from activation.views import wallet_files
from directory.channels import push

APP_VERSION = "1"
FRESH = "no-cache"  # kept, but asked again each time: a new version shows at once


@permissions_policy_override({**settings.WALLET_PERMISSIONS_POLICY})
@csp_replace(settings.WALLET_CONTENT_SECURITY_POLICY)
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """GET /: the page that everything happens in. `?lang=fr` or `?lang=en` chooses the language."""
    language = request.GET.get("lang", "")
    if language:
        return _choose_language(language)
    context = {
        "issuer": settings.SITE_URL,
        "wallet_origin": settings.WALLET_ORIGIN,
        "app_version": APP_VERSION,
        "push_key": push.public_key(),
    }
    response = render(request, "wallet/shell.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return _fresh(response)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """GET /manifest.webmanifest: how the wallet installs."""
    return _fresh(render(request, "wallet/manifest.webmanifest", content_type="application/manifest+json"))


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """GET /sw.js: keeps every file of the wallet at hand, for the whole origin."""
    content = {"shell": wallet_files.shell()}
    response = _fresh(render(request, "wallet/sw.js", content, content_type="text/javascript"))
    response["Service-Worker-Allowed"] = "/"
    return response


def _choose_language(language: str) -> HttpResponse:
    response = HttpResponseRedirect("/")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            httponly=True,
            samesite="Lax",
            secure=settings.WALLET_ORIGIN.startswith("https://"),
        )
    return response


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = FRESH
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
