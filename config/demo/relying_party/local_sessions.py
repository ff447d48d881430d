"""The sessions of this service by the `sid` that the provider knows them by; all in this process's memory."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache

from config.demo.relying_party.configuration import SESSION_SECONDS

SIGNED_IN = "signed_in"
SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere"
HEARD_SECONDS = 15 * 60  # longer than a logout token is taken: the same is not heard twice


def begin(session: SessionBase, claims: dict[str, Any]) -> None:
    """The person is signed in, under a new key; the session is found again by its `sid`."""
    session.cycle_key()
    session.pop(SIGNED_OUT_ELSEWHERE, None)
    session[SIGNED_IN] = claims
    sid = str(claims["id_token"].get("sid", ""))
    if sid:
        known: list[str] = cache.get(_place(sid), [])
        cache.set(_place(sid), [*known, str(session.session_key)], SESSION_SECONDS)


def end_those_of(sid: str, *, subject: str) -> None:
    """End every session of one `sid`, in whatever browser; each is told so at its next page. None is no fault."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in cache.get(_place(sid), []):
        session = store(key)
        if session.get(SIGNED_IN, {}).get("id_token", {}).get("sub") == subject:
            session.clear()
            session[SIGNED_OUT_ELSEWHERE] = True
            session.save()
    cache.delete(_place(sid))


def hear_once(token_id: str) -> bool:
    """Whether a token is heard for the first time."""
    return bool(cache.add(f"heard:{token_id}", True, HEARD_SECONDS))


def _place(sid: str) -> str:
    return f"sid:{sid}"
