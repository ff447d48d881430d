"""In and out of the holder space: to the provider, back from it, and away."""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from directory.holder_panels import landings
from directory.holder_sign_in import Holder, cookies, for_holder, holder_of
from directory.holder_sign_in.flow import NotOpenHere, depart, identify, is_answer_to
from directory.staff_sign_in.id_token import IdentityRefused
from directory.staff_sign_in.wire import ProviderUnreachable, TooManyAtOnce, a_turn
from directory.views.next_pages import page_among
from directory.workflows import holder_sessions

HOME = "holder_home"
_STATUSES = {"unreachable": 503, "busy": 503}

logger = logging.getLogger(__name__)


@require_POST
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST {"suite"}: to the provider, to come back signed in to that page of the space."""
    return _in_turn(request, lambda: _leave(request))


@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """GET: the provider's answer, once, to the browser that asked."""
    response = _in_turn(request, lambda: _receive(request))
    cookies.forget_question(response)
    return response


@require_POST
@for_holder
def sign_out(request: HttpRequest, holder: Holder) -> HttpResponse:
    """POST: this session ends, and no other."""
    holder_sessions.end(session=holder.session, now=holder.now)
    messages.success(request, _("You are signed out of your space."))
    response = HttpResponseRedirect(reverse(HOME))
    cookies.forget_session(response)
    return response


def next_path(text: str) -> str:
    """A page of the space, or of what the same session opens; the first one for anything else."""
    return page_among(text, reverse(HOME), *map(reverse, landings()))


def _leave(request: HttpRequest) -> HttpResponse:
    departure = depart(next_path=next_path(request.POST.get("suite", "")), now=timezone.now())
    response = HttpResponseRedirect(departure.address)
    cookies.keep_question(response, departure.question)
    return response


def _receive(request: HttpRequest) -> HttpResponse:
    now, question = timezone.now(), cookies.read_question(request)
    if question is None or not is_answer_to(question, request.GET.dict()):
        return _refuse(request, "stale")
    if "error" in request.GET:
        messages.info(request, _("You came back without using your e-CPS: nothing was done."))
        return HttpResponseRedirect(reverse(HOME))
    identity = identify(question=question, code=request.GET.get("code", ""), now=now)
    token = holder_sessions.begin(
        national_id=identity.national_id,
        provider_sid=identity.sid,
        acr=identity.acr,
        auth_time=identity.auth_time,
        now=now,
    )
    if token is None:
        return _refuse(request, "unknown")
    before = holder_of(request, now)
    if before is not None:  # one browser, one session: the one before must not live on unseen
        holder_sessions.end(session=before.session, now=now)
    response = HttpResponseRedirect(next_path(str(question.get("next", ""))))
    cookies.keep_session(response, token)
    return response


def _in_turn(request: HttpRequest, call: Callable[[], HttpResponse]) -> HttpResponse:
    """What a call to the provider answers, or the page that says why there was none."""
    try:
        with a_turn():
            return call()
    except NotOpenHere:
        raise Http404 from None
    except IdentityRefused as refusal:
        logger.info("an answer of the provider proved nothing", extra={"reason": refusal.reason})
        return _refuse(request, "unproven")
    except ProviderUnreachable:
        return _refuse(request, "unreachable")
    except TooManyAtOnce:
        return _refuse(request, "busy")


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """reason: stale, unproven, unknown, unreachable, busy; the template holds the words."""
    logger.info("the holder space was not opened", extra={"reason": reason})
    return render(request, "directory/holder/refused.html", {"reason": reason}, status=_STATUSES.get(reason, 400))
