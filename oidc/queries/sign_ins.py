"""The sign-ins of one person, as their holder reads them: where they are signed in, and what was asked of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch

from activation.models import VirtualCard
from oidc import policy
from oidc.models import Grant, LoginRequest, ProviderSession, RelyingParty
from oidc.models.login_request import CardTest
from oidc.vocabulary import LoginState, Purpose, SignInKind

_REFUSED = {LoginState.DENIED: SignInKind.REFUSED, LoginState.REPORTED: SignInKind.REPORTED}


@dataclass(frozen=True)
class SignIn:
    """One line of the history. card: None when no card answered. acr: the level reached, empty for a refusal.

    without_browser: a service asked, and the origin is its server's.
    """

    at: datetime
    kind: SignInKind
    asker: RelyingParty | CardTest
    origin_address: str | None
    origin_user_agent: str
    card: VirtualCard | None
    acr: str
    without_browser: bool

    def origin(self) -> dict[str, str]:
        """Where it came from."""
        return {"address": self.origin_address or "", "user_agent": self.origin_user_agent}


def list_sessions(practitioner_id: int, *, now: datetime) -> list[ProviderSession]:
    """Where a person is signed in, last used first, each with its card, `services`: grants of it, the last first, and
    `without_browser`: whether a service asked for it that had none.

    Two queries. Bounded: a session lives four hours.
    """
    granted = (
        Grant.objects.filter(revoked_at__isnull=True)
        .select_related("relying_party__client")
        .order_by("-created_at", "-id")
    )
    sessions = (
        ProviderSession.objects.live(now)
        .filter(practitioner_id=practitioner_id)
        .select_related("card")
        .annotate(without_browser=_asked_without_browser(""))
        .prefetch_related(Prefetch("grants", queryset=granted, to_attr="services"))
        .order_by("-last_used_at", "-id")
    )
    return list(sessions[: policy.LISTED_SESSIONS])


def list_sign_ins(records: Collection[int], *, before: datetime, limit: int = policy.SIGN_INS_A_PAGE) -> list[SignIn]:
    """What happened before an instant, the last first, at most `limit`: sign-ins by any card, and what the phone
    refused.

    records: keys of the person, merged records included. Requests that nobody answered are not told: whoever knows a
    number makes as many as they like. Two queries.
    """
    found = [*_grants(records, before, limit), *_refusals(records, before, limit)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _asked_without_browser(session: str) -> Exists:
    """Whether the question that opened a session was a service's. session: the path to it. The bounds of its opening
    are for the index of a person's questions.
    """
    approved = OuterRef(f"{session}auth_time")
    asked = LoginRequest.objects.filter(
        practitioner=OuterRef(f"{session}practitioner"),
        created_at__gte=approved - policy.BACKCHANNEL_LONGEST,
        created_at__lte=approved,
        purpose=Purpose.CIBA,
        card=OuterRef(f"{session}card"),
        decided_at=approved,
    )
    return Exists(asked)


def _grants(records: Collection[int], before: datetime, limit: int) -> Sequence[SignIn]:
    earlier = Grant.objects.filter(session_id=OuterRef("session_id"), pk__lt=OuterRef("pk"))
    rows = (
        Grant.objects.filter(practitioner__in=records, created_at__lt=before)
        .select_related("relying_party__client", "session__card")
        .annotate(again=Exists(earlier), without_browser=_asked_without_browser("session__"))
        .order_by("-created_at", "-id")[:limit]
    )
    return [
        SignIn(
            at=row.created_at,
            kind=SignInKind.AGAIN if row.again else SignInKind.SIGNED_IN,
            asker=row.relying_party,
            origin_address=row.session.origin_address,
            origin_user_agent=row.session.origin_user_agent,
            card=row.session.card,
            acr=row.session.acr,
            without_browser=row.without_browser,
        )
        for row in rows
    ]


def _refusals(records: Collection[int], before: datetime, limit: int) -> Sequence[SignIn]:
    rows = (
        LoginRequest.objects.filter(practitioner__in=records, created_at__lt=before, state__in=list(_REFUSED))
        .select_related("relying_party__client", "card")
        .order_by("-created_at", "-id")[:limit]
    )
    return [
        SignIn(
            at=row.created_at,
            kind=_REFUSED[LoginState(row.state)],
            asker=row.asker,
            origin_address=row.origin_address,
            origin_user_agent=row.origin_user_agent,
            card=row.card,
            acr="",
            without_browser=row.purpose == Purpose.CIBA,
        )
        for row in rows
    ]
