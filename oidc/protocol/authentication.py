"""Whether a session answers a request, or the person must do something: one function for every door that asks."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from oidc import policy
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.protocol.login_hint import hinted_national_id


class Verdict(Enum):
    """What must happen before a code is issued."""

    ISSUE = "issue"  # prompt=none and a session that satisfies the request
    CONFIRM = "confirm"  # "continue as ... / not me"
    AUTHENTICATE = "authenticate"
    LOGIN_REQUIRED = "login_required"  # prompt=none, and nothing satisfies the request


@dataclass(frozen=True)
class SessionFacts:
    """What matters of a session that its card and its holder still allow to be used."""

    auth_time: datetime
    acr: str
    subject: str
    national_id: str


def judge(request: AuthorizationRequest, session: SessionFacts | None, *, now: datetime) -> Verdict:
    """Say what the request still needs (OpenID Connect Core §3.1.2.1, §3.1.2.3).

    session: None when there is none that may be used. `prompt=login` is never satisfied by a session that was there
    before, nor a request for a person by the session of another: a `login_hint` that is a national identifier asks
    for one, though whoever then signs in is welcome.
    """
    silent = "none" in request.prompt
    if session is None or not _satisfies(request, session, now=now):
        return Verdict.LOGIN_REQUIRED if silent else Verdict.AUTHENTICATE
    return Verdict.ISSUE if silent else Verdict.CONFIRM


def still_answers(request: AuthorizationRequest, session: SessionFacts, *, is_fresh: bool, now: datetime) -> bool:
    """Tell whether a session that a page kept while its person read still answers the request.

    is_fresh: the person authenticated for this very request, and is not asked to do so twice.
    """
    if is_fresh:
        request = replace(request, prompt=(), max_age=None, login_hint="")
    return _satisfies(request, session, now=now)


def _satisfies(request: AuthorizationRequest, session: SessionFacts, *, now: datetime) -> bool:
    if request.expected_subject not in ("", session.subject):
        return False
    if hinted_national_id(request.login_hint) not in ("", session.national_id):
        return False
    if "login" in request.prompt or request.max_age == 0:
        return False
    if request.max_age is not None and now - session.auth_time > timedelta(seconds=request.max_age):
        return False
    return policy.reaches(session.acr, policy.minimum_level(request.acr_values))
