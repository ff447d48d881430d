"""Staff sessions end: after half an hour of silence, and after a working day whatever happens."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

BEGUN = "portal_session_begun"
LAST_SEEN = "portal_session_last_seen"
WRITE_EVERY = timedelta(seconds=60)  # the instant of the last request is written this often, not at each request

GetResponse = Callable[[HttpRequest], HttpResponse]


def end_idle_sessions(get_response: GetResponse) -> GetResponse:
    """Middleware, after authentication: sign out a session that is too old or too silent, then go on as nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        _forget_unreadable_key(request)
        if request.session.session_key and request.user.is_authenticated:
            _judge(request, timezone.now())
        return get_response(request)

    return middleware


def _forget_unreadable_key(request: HttpRequest) -> None:
    """A key that no session ever had is nobody's; the database would break on some of its characters."""
    key = request.session.session_key or ""
    if key and not (key.isascii() and key.isalnum()):
        request.session = type(request.session)()


def _judge(request: HttpRequest, now: datetime) -> None:
    begun = _read(request, BEGUN) or now
    last_seen = _read(request, LAST_SEEN) or now
    if now - last_seen > timedelta(seconds=settings.SESSION_IDLE_SECONDS):
        logout(request)
        messages.info(request, _("You were signed out because nothing happened for a while."))
        return
    if now - begun > timedelta(seconds=settings.SESSION_COOKIE_AGE):
        logout(request)
        messages.info(request, _("Your working session has ended: please sign in again."))
        return
    if BEGUN not in request.session or now - last_seen > WRITE_EVERY:
        request.session[BEGUN] = begun.isoformat()
        request.session[LAST_SEEN] = now.isoformat()


def _read(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None
