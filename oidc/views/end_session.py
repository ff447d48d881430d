"""Where a service sends a browser, or calls by itself, to sign its user out."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from directory.holder_sign_in.flow import is_open_here
from oidc.errors import LocalRefusal, OAuthError
from oidc.library.registration import find_relying_party
from oidc.protocol import params, redirect_uris
from oidc.queries.hints import Hint, read_hint
from oidc.views import answers, cookies, trouble
from oidc.vocabulary import Door
from oidc.workflows import leaving

_NEXT_SALT = "oidc.after-sign-out"
_NEXT_SECONDS = 900  # a page that asks stays open so long
_FOREIGN_HINT = "id_token_hint is not one that this client was given"
_FOREIGN_ADDRESS = "post_logout_redirect_uri is not registered"


@dataclass(frozen=True)
class _Asked:
    """What the parameters say, once read. then: where the browser goes afterwards; empty: nowhere. service: the one
    whose hint it is, to be named where the browser stays here.

    ignored: what of the request said nothing, for the team of the client; empty when all of it was of use.
    """

    hint: Hint | None
    then: str
    service: str
    ignored: str = ""


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class EndSession(View):
    """GET or POST /oidc/logout (OpenID Connect RP-Initiated Logout 1.0).

    In: `id_token_hint`, `post_logout_redirect_uri`, `state`, `client_id`; others are ignored.
    Out: the registered address with `state`, when the hint is one of ours; else a page that asks, or says that nobody
    is signed in any more. A server that calls with the hint alone reads 200.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """End the session, or ask."""
        read = params.parse(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
        try:
            read.refuse_faults()
        except OAuthError:
            trouble.name_claimed(request, read.get("client_id"))
            return answers.refuse_here(request, LocalRefusal("malformed"), door=Door.END_SESSION)
        asked = _read(read)
        cookie = cookies.read(request, cookies.SESSION)
        outcome = leaving.leave_at_request(hint=asked.hint, session_cookie=cookie, now=timezone.now())
        if isinstance(outcome, leaving.ToConfirm):
            context = {"then": signing.dumps([asked.then, asked.service], salt=_NEXT_SALT)}
            response = _leading_to(render(request, "oidc/sign_out.html", context), asked.then)
        else:
            response = _leave(request, asked.then, service=asked.service, forgets=outcome.is_here)
        if asked.ignored:
            trouble.name_claimed(request, asked.hint.audience if asked.hint else read.get("client_id"))
            client = trouble.client_of(request)
            trouble.mark(response, trouble.Met(Door.END_SESSION, "invalid_request", client, asked.ignored))
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Go on by GET: the browser then sends its cookies, which it holds back from a POST of another site."""
        return answers.go_on_by_get(request, "oidc:end_session")


@method_decorator([csrf_protect, never_cache], name="dispatch")
class ConfirmEnd(View):
    """POST /oidc/logout/confirmation: the person of this browser wants it. In: `then`, as our page wrote it."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session of this browser."""
        leaving.leave_here(session_cookie=cookies.read(request, cookies.SESSION), now=timezone.now())
        try:
            address, service = signing.loads(request.POST.get("then", ""), salt=_NEXT_SALT, max_age=_NEXT_SECONDS)
        except (signing.BadSignature, ValueError):
            address, service = "", ""
        return _leave(request, address, service=service, forgets=True)


def _read(read: params.Parameters) -> _Asked:
    """A hint that is not ours, or that was given to another client than the one that is named, says nothing."""
    hint = read_hint(read.get("id_token_hint"), now=timezone.now()) if read.get("id_token_hint") else None
    if hint is None or read.get("client_id") not in ("", hint.audience):
        return _Asked(None, "", "", _FOREIGN_HINT if read.get("id_token_hint") else "")
    wanted, service = read.get("post_logout_redirect_uri"), find_relying_party(hint.audience)
    if not wanted or service is None or wanted not in service.client.post_logout_redirect_uris:
        return _Asked(hint, "", hint.audience, _FOREIGN_ADDRESS if wanted else "")
    state = read.get("state")
    then = redirect_uris.put_answer(wanted, members={"state": state}) if state else wanted
    return _Asked(hint, then, hint.audience)


def _leave(request: HttpRequest, address: str, *, service: str, forgets: bool) -> HttpResponse:
    response = answers.SeeOther(address) if address else _say_so(request, service)
    if forgets:
        cookies.keep_session(response, "")
    return response


def _say_so(request: HttpRequest, client_id: str) -> HttpResponse:
    """A page that ends here, with ways on: to the service, where it registered a web page to come back to."""
    service = find_relying_party(client_id) if client_id else None
    registered = service.client.post_logout_redirect_uris if service else []
    pages = [one for one in registered if one.startswith(("https://", "http://"))]
    context = {
        "service": service.name if service else "",
        "service_page": pages[0] if pages else "",
        "is_space_open": is_open_here(),
    }
    return render(request, "oidc/signed_out.html", context)


def _leading_to(response: HttpResponse, address: str) -> HttpResponse:
    return answers.allow_form_to_reach(response, address) if address else response
