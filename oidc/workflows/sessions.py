"""A step of several workflows: a person has authenticated, and the browser may use it again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activation.models import VirtualCard
from directory import queries as directory_queries
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, Interaction, ProviderSession, RelyingParty
from oidc.policy import Means
from oidc.protocol import digests
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.vocabulary import EndReason
from oidc.workflows.browsers import mark_person
from oidc.workflows.granting import keep_for_person, settle_situation
from oidc.workflows.session_ends import end_sessions

NOT_ADMITTED = OAuthError("access_denied", "this identity cannot sign in to this service")


@dataclass(frozen=True)
class SignedIn:
    """The phone approved, or a physical card was read, and this browser took it: a code for the service, and a session
    cookie unless the place is shared.

    code: empty while the person must choose a situation, or read what the service is told, on the page that they are
    on.
    """

    asked: AuthorizationRequest
    code: str
    session_cookie: str
    person_mark: str

    @property
    def action(self) -> str:
        """Of the trail: nobody is signed in to the service before it has a code."""
        return "oidc.signed_in" if self.code else "oidc.authenticated"


@dataclass(frozen=True)
class Denied:
    """Likewise, but this sign-in may not be: the error for the service."""

    asked: AuthorizationRequest
    error: OAuthError


def sign_in_at(
    relying_party: RelyingParty,
    asked: AuthorizationRequest,
    *,
    page: Interaction,
    practitioner_id: int,
    card: VirtualCard | None,
    means: Means,
    auth_time: datetime,
    shared_workstation: bool,
    address: str | None,
    user_agent: str,
    session_cookie: str,
    now: datetime,
) -> SignedIn:
    """Make the session and a code of it for the service; on a shared workstation the browser keeps no cookie.

    address, user_agent: of the browser, for the holder to recognise it.
    card: the e-CPS that answered; None when a physical card was read. page: locked; it stays open where something must
    be chosen or read before the code.
    session_cookie: of the session that this browser had. Its own person goes on in it: services know it by its `sid`,
    and what they were granted before keeps its own level and time. Anybody else ends it.
    """
    cookie = "" if shared_workstation or relying_party.shared_workstation else digests.draw()
    facts: dict[str, Any] = {
        "browser_digest": digests.digest(cookie) if cookie else None,
        "practitioner_id": practitioner_id,
        "card": card,
        "auth_time": auth_time,
        "acr": means.acr,
        "amr": list(means.amr),
        "auth_mode": means.auth_mode,
        "origin_address": address,
        "origin_user_agent": user_agent[: policy.MAX_USER_AGENT],
        "last_used_at": now,
        "expires_at": now + policy.SESSION_LIFETIME,
    }
    session = _go_on(session_cookie, facts, now=now) or ProviderSession.objects.create(sid=digests.draw(), **facts)
    situation = settle_situation(relying_party, asked, practitioner_id=practitioner_id, chosen=None, now=now)
    code = ""
    if not keep_for_person(page, session, relying_party, asked, situation, now=now):
        code = Grant.objects.open(
            session=session, relying_party=relying_party, asked=asked, situation_id=situation.pk, now=now
        )
    return SignedIn(asked, code, session_cookie=cookie, person_mark=mark_person(practitioner_id))


def _go_on(session_cookie: str, facts: dict[str, Any], *, now: datetime) -> ProviderSession | None:
    """The session of this browser, raised to the new authentication; None where there is none to go on with."""
    if not session_cookie:
        return None
    kept = ProviderSession.objects.live(now).filter(browser_digest=digests.digest(session_cookie))
    former = kept.select_for_update(of=("self",)).first()
    if former is None:
        return None
    if former.practitioner_id not in directory_queries.records_behind(facts["practitioner_id"]):
        end_sessions(ProviderSession.objects.filter(pk=former.pk), reason=EndReason.SOMEBODY_ELSE, now=now)
        return None
    for name, value in facts.items():
        setattr(former, name, value)
    former.save(update_fields=list(facts))
    return former
