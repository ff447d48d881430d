"""The open sessions of one account: what its owner reads of each, and their end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from directory.portal_session import BEGUN, LAST_SEEN
from directory.staff_sign_in.means import ECPS


@dataclass(frozen=True)
class OpenSession:
    """One session. browser, system: as far as the browser tells, else empty. means: how it was opened.

    means: ecps, passkey, code, recovery, password.
    """

    key: int
    browser: str
    system: str
    address: str
    since: datetime
    last_seen: datetime
    means: str
    is_current: bool


def open_sessions(request: HttpRequest, now: datetime) -> list[OpenSession]:
    """The sessions of whoever asks: this one first, then the latest seen. Those that silence or age ended are not."""
    rows = UserSession.objects.purge_and_list(request.user)
    found = [_read(row, request) for row in rows]
    silence, age = timedelta(seconds=settings.SESSION_IDLE_SECONDS), timedelta(seconds=settings.SESSION_COOKIE_AGE)
    alive = [one for one in found if one.is_current or (now - one.last_seen <= silence and now - one.since <= age)]
    return sorted(alive, key=lambda one: (not one.is_current, -one.last_seen.timestamp()))


def close_session(request: HttpRequest, key: int) -> bool:
    """End another session of the same owner, at once. False when they have none of this key."""
    row = UserSession.objects.filter(pk=key, user_id=request.user.pk).first()
    if row is None or row.session_key == request.session.session_key:
        return False
    row.end()
    return True


def close_other_sessions(request: HttpRequest) -> int:
    """End every session of the owner but this one; returns how many."""
    rows = UserSession.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key or "")
    ended = list(rows)
    for row in ended:
        row.end()
    return len(ended)


def _read(row: UserSession, request: HttpRequest) -> OpenSession:
    store = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    data: dict[str, Any] = store.load()
    browser, system = describe_browser(row.user_agent)
    return OpenSession(
        key=row.pk,
        browser=browser,
        system=system,
        address=row.ip,
        since=_instant(data.get(BEGUN)) or row.created_at,
        last_seen=_instant(data.get(LAST_SEEN)) or row.last_seen_at,
        means=_means(data),
        is_current=row.session_key == request.session.session_key,
    )


def _instant(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _means(data: dict[str, Any]) -> str:
    if data.get(ECPS):
        return "ecps"
    kinds = {record.get("type") for record in data.get(AUTHENTICATION_METHODS_SESSION_KEY) or ()}
    for kind, word in (
        (Authenticator.Type.WEBAUTHN, "passkey"),
        (Authenticator.Type.TOTP, "code"),
        (Authenticator.Type.RECOVERY_CODES, "recovery"),
    ):
        if kind in kinds:
            return word
    return "password"


# What a browser calls itself, the more particular names first: Edge also says Chrome, and Chrome also says Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def describe_browser(user_agent: str) -> tuple[str, str]:
    """Browser and system by their names, without versions; empty for what is not known."""

    def first(names: tuple[tuple[str, str], ...]) -> str:
        return next((name for mark, name in names if mark in user_agent), "")

    return first(_BROWSERS), first(_SYSTEMS)
