"""The provider's own cookies. None of them is the portal's session, and none becomes `request.user`."""

from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from oidc import policy
from oidc.protocol import digests, sealing

SESSION = "op_session"
BROWSER = "op_browser"
KNOWN_PEOPLE = "op_known"
CARD_READ = "op_card"
NUMBER = "op_number"
_KNOWN_SALT = "oidc.known-people"
_MAX_COOKIE = 1024


def read(request: HttpRequest, name: str) -> str:
    """Return what the browser sent, an empty string when nothing, or nothing of ours."""
    value = request.COOKIES.get(_full_name(name), "")
    return value if len(value) <= _MAX_COOKIE and "\x00" not in value else ""


def read_browser_digest(request: HttpRequest) -> str:
    """Return the digest that names this browser, an empty string when it has no cookie yet."""
    cookie = read(request, BROWSER)
    return digests.digest(cookie) if cookie else ""


def read_known_people(request: HttpRequest) -> frozenset[str]:
    """Return the marks of the people whom this browser signed in before; a forged or old cookie gives none."""
    try:
        marks = signing.loads(read(request, KNOWN_PEOPLE), salt=_KNOWN_SALT, max_age=policy.KNOWN_BROWSER_LIFETIME)
    except signing.BadSignature:
        return frozenset()
    return frozenset(marks)


def read_number(request: HttpRequest) -> str:
    """Return the national identifier that this browser remembers; an empty string for none, and for a forged one."""
    try:
        kept = sealing.unseal(read(request, NUMBER).encode("utf-8", "replace"), keys=settings.MESSAGE_KEYS)
    except InvalidToken:
        return ""
    return str(kept.get("number", ""))


def keep_browser(response: HttpResponseBase, cookie: str) -> None:
    """Give the browser its name, until it closes."""
    _set(response, BROWSER, cookie, lifetime=None)


def keep_session(response: HttpResponseBase, cookie: str) -> None:
    """Let the browser use its session again; an empty cookie means a shared workstation, where an older one goes
    too."""
    if cookie:
        _set(response, SESSION, cookie, lifetime=policy.SESSION_LIFETIME)
    else:
        _forget(response, SESSION)


def keep_known_person(request: HttpRequest, response: HttpResponseBase, mark: str) -> None:
    """Remember that this browser signed this person in; the oldest is forgotten beyond a few."""
    others = [known for known in sorted(read_known_people(request)) if known != mark]
    marks = [mark, *others][: policy.KNOWN_BROWSER_PEOPLE]
    _set(response, KNOWN_PEOPLE, signing.dumps(marks, salt=_KNOWN_SALT), lifetime=policy.KNOWN_BROWSER_LIFETIME)


def keep_card_token(response: HttpResponseBase, token: str) -> None:
    """Let the browser bring back, by GET, what the origin of physical cards gave it; an empty one goes."""
    if token:
        _set(response, CARD_READ, token, lifetime=policy.CARD_TOKEN_LIFETIME)
    else:
        _forget(response, CARD_READ)


def keep_number(response: HttpResponseBase, national_id: str) -> None:
    """Remember whose number is typed here, readable by nobody but us; an empty one is forgotten."""
    if national_id:
        sealed = sealing.seal({"number": national_id}, keys=settings.MESSAGE_KEYS).decode("ascii")
        _set(response, NUMBER, sealed, lifetime=policy.REMEMBERED_NUMBER_LIFETIME)
    else:
        _forget(response, NUMBER)


def _forget(response: HttpResponseBase, name: str) -> None:
    response.delete_cookie(_full_name(name), path="/", samesite="Lax")


def _set(response: HttpResponseBase, name: str, value: str, *, lifetime: timedelta | None) -> None:
    response.set_cookie(
        _full_name(name),
        value,
        max_age=lifetime,
        path="/",
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _full_name(name: str) -> str:
    """Return the name with the prefix that binds it to this host, where https allows it."""
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return str(settings.ISSUER).startswith("https://")
