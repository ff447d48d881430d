"""The pages of the service."""

from typing import Any

from authlib.common.errors import AuthlibBaseError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from joserfc.errors import JoseError
from requests import RequestException

from config.demo.relying_party.configuration import HERE, read_situation_registration
from config.demo.relying_party.identity import list_claims, read_professional
from config.demo.relying_party.local_sessions import SIGNED_IN, SIGNED_OUT_ELSEWHERE, begin, end_those_of, hear_once
from config.demo.relying_party.logout_token import NotALogoutToken
from config.demo.relying_party.provider import (
    NotRegistered,
    hear_sign_out,
    receive_from_provider,
    send_to_provider,
    sign_out_address,
)
from config.demo.relying_party.words import reason_of, words_for

BY_SITUATION = "by_situation"
FILES = {"horizon.css": "text/css", "horizon.svg": "image/svg+xml"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """GET /: who you are, or a button."""
    claims = request.session.get(SIGNED_IN)
    if claims is None:
        context = {
            "signed_out_elsewhere": request.session.pop(SIGNED_OUT_ELSEWHERE, False),
            "asks_situation": read_situation_registration() is not None,
        }
        return _show(request, "welcome.html", context)
    context = {
        "professional": read_professional(claims["userinfo"]),
        "by_situation": request.session.get(BY_SITUATION, False),
        "acr": claims["id_token"].get("acr", ""),
        "id_token": list_claims(claims["id_token"]),
        "userinfo": list_claims(claims["userinfo"]),
    }
    return _show(request, "record.html", context)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST /connexion: go to the provider; with `situation`, as the service that asks for one."""
    request.session[BY_SITUATION] = "situation" in request.POST
    try:
        return send_to_provider(request, by_situation=request.session[BY_SITUATION])
    except NotRegistered:
        return _show_error(request, "not_registered", status=503)
    except RequestException:
        return _show_error(request, "unreachable", status=503)


@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """GET /callback: the provider answered."""
    if "error" in request.GET:
        return _show_error(request, request.GET["error"], status=200)
    try:
        claims = receive_from_provider(request, by_situation=request.session.get(BY_SITUATION, False))
    except NotRegistered:
        return _show_error(request, "not_registered", status=503)
    except RequestException:
        return _show_error(request, "unreachable", status=503)
    except (AuthlibBaseError, JoseError) as fault:
        return _show_error(request, str(getattr(fault, "error", "") or "invalid_response"), status=400)
    begin(request.session, claims)
    return HttpResponseRedirect("/")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST /deconnexion: forget the person here, then at the provider: who signs out means both."""
    claims = request.session.get(SIGNED_IN)
    request.session.flush()
    try:
        address = sign_out_address(claims["hint"]) if claims else ""
    except (NotRegistered, RequestException):
        address = ""
    return HttpResponseRedirect(address or "/")


@csrf_exempt
@require_POST
def signed_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """POST /session-terminee: the provider's server says that a session ended (Back-Channel Logout 1.0 §2.5, §2.8).

    In: `logout_token`. Out: 200, also where we have no such session; 400 for what proves nothing, was heard before, or
    cannot be checked now: the provider asks again. No cookie is read.
    """
    try:
        told = hear_sign_out(request.POST.get("logout_token", ""))
    except (NotALogoutToken, JoseError, NotRegistered, RequestException) as fault:
        return _refuse(str(fault) if isinstance(fault, NotALogoutToken) else type(fault).__name__)
    if not hear_once(told.token_id):
        return _refuse("jti")
    end_those_of(told.sid, subject=told.subject)
    return HttpResponse()


def _refuse(rule: str) -> HttpResponse:
    return JsonResponse({"error": "invalid_request", "error_description": f"logout_token: {rule}"}, status=400)


@require_GET
def asset(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET /static/<name>: the two files of the service."""
    if name not in FILES:
        return HttpResponse(status=404)
    response = FileResponse((HERE / "static" / name).open("rb"), content_type=FILES[name])
    response["Cache-Control"] = "public, max-age=300"
    return response


def _show_error(request: HttpRequest, code: str, *, status: int) -> HttpResponse:
    context = {
        "code": code[:80],
        "reason": reason_of(code, words_for(request)),
        "by_situation": request.session.get(BY_SITUATION, False),
    }
    return _show(request, "error.html", context, status=status)


def _show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    return render(request, template, {"words": words_for(request), **(context or {})}, status=status)
