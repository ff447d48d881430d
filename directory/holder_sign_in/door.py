"""The door of every page of the holder space: who reads it, asked at every request, and the frame that they see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from directory import holder_panels
from directory.holder_sign_in import cookies
from directory.models import HolderSession, Practitioner
from directory.policy import STRONG_MEANS_AGE
from directory.workflows import holder_sessions


@dataclass(frozen=True)
class Holder:
    """One person, in one browser, at one instant. practitioner: with their authority at hand."""

    session: HolderSession
    now: datetime

    @property
    def practitioner(self) -> Practitioner:
        """The person themselves."""
        return self.session.practitioner

    @property
    def is_fresh(self) -> bool:
        """Did they show their e-CPS within the last minutes?"""
        return self.now - self.session.auth_time <= STRONG_MEANS_AGE


def holder_of(request: HttpRequest, now: datetime) -> Holder | None:
    """Who is signed in here; None for nobody. A session whose e-CPS can no longer be used ends at this very use."""
    token = cookies.read_session(request)
    session = holder_sessions.find(token=token, now=now) if token else None
    if session is None:
        return None
    if not all(guard.holds(session, now) for guard in holder_panels.guards()):
        holder_sessions.end(session=session, now=now)
        return None
    return Holder(session, now)


def for_holder(
    view: Callable[Concatenate[HttpRequest, Holder, ...], HttpResponse],
) -> Callable[Concatenate[HttpRequest, ...], HttpResponse]:
    """A page that its holder alone reads, and that no browser keeps; anybody else is led to the sign-in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        holder = holder_of(request, timezone.now())
        if holder is not None:
            return view(request, holder, *args, **kwargs)
        target = f"?{urlencode({'suite': request.path})}" if request.method in {"GET", "HEAD"} else ""
        return HttpResponseRedirect(f"{reverse('holder_home')}{target}")

    return guarded


def show_holder_page(
    request: HttpRequest, holder: Holder, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """One page in the frame: the person, and the menu of what the floors have declared."""
    frame = {
        "holder": holder.practitioner,
        "is_fresh": holder.is_fresh,
        "here": request.path,
        "entries": [
            {"label": entry.label, "note": entry.note, "address": reverse(entry.address)}
            for entry in holder_panels.entries()
        ],
    }
    return render(request, template, {**frame, **context}, status=status)
