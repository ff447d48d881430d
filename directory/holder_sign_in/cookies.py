"""The two cookies of the holder space: the session, and the question that this browser carries to the provider."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from directory.policy import HOLDER_QUESTION_LIFETIME, HOLDER_SESSION_LIFETIME

_SESSION = "holder_session"
_QUESTION = "holder_question"
_SALT = "directory.holder-question"
_MOST = 2048


def read_session(request: HttpRequest) -> str:
    """The token of the session; empty for none, or for what cannot be one."""
    value = _read(request, _SESSION)
    return value if value.isascii() else ""


def keep_session(response: HttpResponseBase, token: str) -> None:
    """Sign this browser in."""
    _write(response, _SESSION, token, HOLDER_SESSION_LIFETIME)


def forget_session(response: HttpResponseBase) -> None:
    """Sign this browser out."""
    response.delete_cookie(_full(_SESSION), path="/", samesite="Lax")


def read_question(request: HttpRequest) -> dict[str, Any] | None:
    """What this browser asked the provider; None when it asked nothing, or too long ago."""
    try:
        kept = signing.loads(_read(request, _QUESTION), salt=_SALT, max_age=HOLDER_QUESTION_LIFETIME)
    except signing.BadSignature:
        return None
    return kept if isinstance(kept, dict) else None


def keep_question(response: HttpResponseBase, question: dict[str, str]) -> None:
    """Remember what this browser asks; one question at a time."""
    _write(response, _QUESTION, signing.dumps(question, salt=_SALT), HOLDER_QUESTION_LIFETIME)


def forget_question(response: HttpResponseBase) -> None:
    """It was answered: no second answer counts."""
    response.delete_cookie(_full(_QUESTION), path="/", samesite="Lax")


def _read(request: HttpRequest, name: str) -> str:
    value = request.COOKIES.get(_full(name), "")
    return value if len(value) <= _MOST and "\0" not in value else ""


def _write(response: HttpResponseBase, name: str, value: str, lifetime: timedelta) -> None:
    response.set_cookie(
        _full(name), value, max_age=lifetime, path="/", secure=_is_secure(), httponly=True, samesite="Lax"
    )


def _full(name: str) -> str:
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return str(settings.SITE_URL).startswith("https://")
