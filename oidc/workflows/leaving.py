"""A person leaves: when a service may ask for it, and what then ends."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import AuditCategory
from oidc.models import ProviderSession
from oidc.protocol import digests
from oidc.queries.hints import Hint
from oidc.vocabulary import EndReason
from oidc.workflows.session_ends import end_sessions


@dataclass(frozen=True)
class Left:
    """Nobody is signed in any more. is_here: the session was the one of this browser, or this browser has none."""

    is_here: bool


@dataclass(frozen=True)
class ToConfirm:
    """Nothing says that the person wants it: the browser asks them."""


def leave_at_request(*, hint: Hint | None, session_cookie: str, now: datetime) -> Left | ToConfirm:
    """A service asks to end a session (OpenID Connect RP-Initiated Logout 1.0 §2, §6).

    hint: what its id_token says, verified. A session that this browser has, and that the hint does not mean, is never
    ended without its person; without a hint neither. A hint alone, from a server, ends the session that it means.
    """
    here = _session_here(session_cookie, now)
    if hint is None:
        return ToConfirm() if here is not None else Left(is_here=True)
    if here is not None and here.sid != hint.sid:
        return ToConfirm()
    meant = ProviderSession.objects.filter(sid=hint.sid, ended_at__isnull=True).first()
    if meant is not None:
        end_session(meant, now=now)
    return Left(is_here=here is not None or not session_cookie)


def leave_here(*, session_cookie: str, now: datetime) -> None:
    """The person of this browser confirmed: its session ends."""
    here = _session_here(session_cookie, now)
    if here is not None:
        end_session(here, now=now)


def end_session(session: ProviderSession, *, now: datetime) -> None:
    """End one session, and write it down once."""
    with transaction.atomic():
        if not end_sessions(ProviderSession.objects.filter(pk=session.pk), reason=EndReason.LEFT, now=now):
            return
        journal.record(
            action="oidc.signed_out",
            practitioner_id=session.practitioner_id,
            now=now,
            category=AuditCategory.SIGN_IN,
        )


def _session_here(cookie: str, now: datetime) -> ProviderSession | None:
    """The living session of this browser, whatever became of its card: who may not use it may still end it."""
    if not cookie:
        return None
    return ProviderSession.objects.live(now).filter(browser_digest=digests.digest(cookie)).first()
