"""The pages of the service."""

from typing import Any

from authlib.common.errors import AuthlibBaseError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from joserfc.errors import JoseError
from requests import RequestException

from config.demo.relying_party.configuration import HERE, WORKSTATION_SECONDS, Entrance, read_registration
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

ENTRANCE = "entrance"
HOMES = {Entrance.SERVICE: "/", Entrance.SITUATION: "/", Entrance.WORKSTATION: "/poste"}
FILES = {"horizon.css": "text/css", "horizon.svg": "image/svg+xml"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """GET /: who you are, or a button."""
    if SIGNED_IN in request.session:
        return _show_record(request)
    context = {
        "signed_out_elsewhere": request.session.pop(SIGNED_OUT_ELSEWHERE, False),
        "asks_situation": read_registration(Entrance.SITUATION) is not None,
        "has_workstation": read_registration(Entrance.WORKSTATION) is not None,
    }
    return _show(request, "welcome.html", context)


@require_GET
def workstation(request: HttpRequest) -> HttpResponse:
    """GET /poste: the screen of a room, locked, or unlocked for one person, and locked again when nobody uses it."""
    if SIGNED_IN not in request.session:
        request.session[ENTRANCE] = Entrance.WORKSTATION.name
        return _show(request, "locked.html", {"closed_elsewhere": request.session.pop(SIGNED_OUT_ELSEWHERE, False)})
    if _entrance(request) is not Entrance.WORKSTATION:
        return HttpResponseRedirect("/")
    request.session.set_expiry(WORKSTATION_SECONDS)
    response = _show_record(request)
    response["Refresh"] = f"{WORKSTATION_SECONDS + 1}; url=/poste"
    return response


def _show_record(request: HttpRequest) -> HttpResponse:
    claims, entrance = request.session[SIGNED_IN], _entrance(request)
    context = {
        "professional": read_professional(claims["userinfo"]),
        "by_situation": entrance is Entrance.SITUATION,
        "at_workstation": entrance is Entrance.WORKSTATION,
        "acr": claims["id_token"].get("acr", ""),
        "id_token": list_claims(claims["id_token"]),
        "userinfo": list_claims(claims["userinfo"]),
    }
    return _show(request, "record.html", context)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST /connexion: go to the provider; with `situation` or `workstation`, as the registration that is so called."""
    chosen = [one for one in Entrance if one.name.lower() in request.POST]
    request.session[ENTRANCE] = (chosen or [Entrance.SERVICE])[0].name
    try:
        return send_to_provider(request, _entrance(request))
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
        claims = receive_from_provider(request, _entrance(request))
    except NotRegistered:
        return _show_error(request, "not_registered", status=503)
    except RequestException:
        return _show_error(request, "unreachable", status=503)
    except (AuthlibBaseError, JoseError) as fault:
        return _show_error(request, str(getattr(fault, "error", "") or "invalid_response"), status=400)
    begin(request.session, claims)
    return HttpResponseRedirect(HOMES[_entrance(request)])


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST /deconnexion: forget the person here, then at the provider: who signs out, or locks, means both."""
    claims, back_to = request.session.get(SIGNED_IN), HOMES[_entrance(request)]
    request.session.flush()
    try:
        address = sign_out_address(claims["hint"], back_to=back_to) if claims else ""
    except (NotRegistered, RequestException):
        address = ""
    return HttpResponseRedirect(address or back_to)


def _entrance(request: HttpRequest) -> Entrance:
    name = request.session.get(ENTRANCE, "")
    return Entrance[name] if name in Entrance.__members__ else Entrance.SERVICE


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
        "entrance": _entrance(request).name.lower(),
        "home": HOMES[_entrance(request)],
    }
    return _show(request, "error.html", context, status=status)


def _show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    return render(request, template, {"words": words_for(request), **(context or {})}, status=status)
