"""A browser asks a phone, and comes back for the answer.

Opening costs the same and shows the same whether the typed number leads to somebody or not.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from activation.models import VirtualCard
from activation.vocabulary import CardStanding
from activation.workflows import card_use
from directory import journal, queries
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, Interaction, LoginRequest, ProviderSession
from oidc.protocol import digests, numbers
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.vocabulary import InteractionState, LoginState, Purpose

MAX_USER_AGENT = 200


class Opening(Enum):
    """What came of a typed number; the page looks the same whoever it is."""

    WAITING = "waiting"
    TOO_MANY = "too_many"
    CLOSED = "closed"


@dataclass(frozen=True)
class Browser:
    """The browser at the door. digest: of its cookie. known_people: marks of people whom it signed in before."""

    digest: str
    address: str | None
    user_agent: str
    known_people: frozenset[str]


@dataclass(frozen=True)
class SignedIn:
    """The phone approved, and this browser took it: a code for the service, and a session cookie unless the place
    is shared."""

    asked: AuthorizationRequest
    code: str
    session_cookie: str
    person_mark: str


@dataclass(frozen=True)
class Denied:
    """The phone approved, but this sign-in may not be: the error for the service."""

    asked: AuthorizationRequest
    error: OAuthError


def mark_person(practitioner_id: int | None) -> str:
    """Return how a browser remembers a person: a keyed mark that tells nothing to who reads the cookie."""
    return salted_hmac("oidc.known-browser", str(practitioner_id or 0), algorithm="sha256").hexdigest()[:32]


def open_login(
    *, interaction_id: UUID, browser: Browser, national_id: str, shared_workstation: bool, now: datetime
) -> Opening:
    """Ask the phones of the person whose number was typed. The earlier question of the same page is withdrawn.

    The row has no practitioner when nobody has this number, when its holder may not sign in to this environment (a
    sandbox service never wakes a real person's phone), or when its holder reported a stranger within the last hour and
    this browser never signed them in: it waits and expires like any other.
    """
    with transaction.atomic():
        pages = Interaction.objects.filter(
            pk=interaction_id, browser_digest=browser.digest, state=InteractionState.OPEN, expires_at__gt=now
        )
        if not pages.filter(openings__lt=policy.OPENINGS_PER_INTERACTION).update(openings=F("openings") + 1):
            return Opening.TOO_MANY if pages.exists() else Opening.CLOSED
        interaction = pages.select_related("relying_party").get()
        LoginRequest.objects.filter(interaction=interaction, state=LoginState.PENDING).update(
            state=LoginState.CANCELLED, decided_at=now
        )
        practitioner = queries.find_by_national_id(national_id)
        is_admitted = practitioner is not None and interaction.relying_party.admits(is_test=practitioner.is_test)
        practitioner_id = practitioner.pk if practitioner and is_admitted else None
        known = mark_person(practitioner_id) in browser.known_people
        reported, pushes = _recent_strangers(practitioner_id, now=now)
        number, shown = numbers.draw_numbers()
        asked = interaction.asked()
        LoginRequest.objects.create(
            interaction=interaction,
            relying_party=interaction.relying_party,
            practitioner_id=practitioner_id if known or not reported else None,
            purpose=Purpose.BROWSER,
            scopes=list(asked.scope),
            acr=policy.minimum_level(asked.acr_values) or "",
            number=number,
            numbers=list(shown),
            challenge=digests.draw(),
            browser_digest=browser.digest,
            known_browser=known,
            silent=not known and pushes >= policy.STRANGER_PUSHES,
            shared_workstation=shared_workstation,
            origin_address=browser.address,
            origin_user_agent=browser.user_agent[:MAX_USER_AGENT],
            created_at=now,
            expires_at=now + policy.LOGIN_REQUEST_LIFETIME,
        )
    return Opening.WAITING


def _recent_strangers(practitioner_id: int | None, *, now: datetime) -> tuple[bool, int]:
    """Return whether the holder reported a sign-in lately, and how often unknown browsers woke the phones lately."""
    typed = LoginRequest.objects.filter(practitioner_id=practitioner_id or 0, purpose=Purpose.BROWSER)
    since = now - policy.REPORT_DROPS_FOR
    reported = typed.filter(
        state=LoginState.REPORTED, decided_at__gt=since, created_at__gt=since - policy.LOGIN_REQUEST_LIFETIME
    ).exists()
    woken = typed.filter(known_browser=False, silent=False, created_at__gt=now - policy.STRANGER_WINDOW)
    return reported, woken[: policy.STRANGER_PUSHES].count()


def redeem(*, interaction_id: UUID, browser_digest: str, now: datetime) -> SignedIn | Denied | None:
    """Take what the phone approved: once, by the browser that opened it, into a session of its own. None: nothing
    to take.

    Card, eligibility and environment are asked again: an approval is not a right that lasts.
    """
    with transaction.atomic():
        login = _take(interaction_id, browser_digest, now=now)
        if login is None or login.interaction is None or login.card is None:
            return None
        asked = login.interaction.asked()
        relying_party = login.relying_party
        admitted = relying_party.admits(is_test=login.card.practitioner.is_test)
        usable = card_use.standing(login.card, now) == CardStanding.ACTIVE
        closed = InteractionState.COMPLETED if admitted and usable else InteractionState.REFUSED
        Interaction.objects.filter(pk=login.interaction.pk).update(state=closed)
        journal.record(
            action="oidc.signed_in" if admitted and usable else "oidc.sign_in_not_admitted",
            practitioner_id=login.card.practitioner_id,
            subject=login,
            now=now,
            outcome=AuditOutcome.DONE if admitted and usable else AuditOutcome.REFUSED,
            category=AuditCategory.SIGN_IN,
            client_id=asked.client_id,
        )
        if not (admitted and usable):
            return Denied(asked, OAuthError("access_denied", "this identity cannot sign in to this service"))
        session, cookie = _open_session(login, login.card, now=now)
        code = Grant.objects.open(session=session, relying_party=relying_party, asked=asked, now=now)
    return SignedIn(asked, code, session_cookie=cookie, person_mark=mark_person(session.practitioner_id))


def _take(interaction_id: UUID, browser_digest: str, *, now: datetime) -> LoginRequest | None:
    """APPROVED to REDEEMED, under the lock of the page: of two tabs, or of one that gives up, one wins.

    The last question of the page alone counts: an earlier one, approved late, may have been another person's.
    """
    pages = Interaction.objects.filter(
        pk=interaction_id, browser_digest=browser_digest, state=InteractionState.OPEN, expires_at__gt=now
    )
    if pages.select_for_update(of=("self",)).first() is None:
        return None
    asked = LoginRequest.objects.filter(interaction_id=interaction_id, browser_digest=browser_digest)
    login = (
        asked.select_related("interaction", "relying_party__client", "card__practitioner")
        .order_by("-created_at", "-id")
        .first()
    )
    if login is None:
        return None
    won = LoginRequest.objects.filter(pk=login.pk, state=LoginState.APPROVED).update(state=LoginState.REDEEMED)
    return login if won else None


def _open_session(login: LoginRequest, card: VirtualCard, *, now: datetime) -> tuple[ProviderSession, str]:
    """Make the session, and return it with its cookie; on a shared workstation the browser keeps none."""
    cookie = "" if login.shared_workstation else digests.draw()
    session = ProviderSession.objects.create(
        sid=digests.draw(),
        browser_digest=digests.digest(cookie) if cookie else None,
        practitioner_id=card.practitioner_id,
        card=card,
        auth_time=login.decided_at or now,
        acr=policy.VIRTUAL_CARD.acr,
        amr=list(policy.VIRTUAL_CARD.amr),
        auth_mode=policy.VIRTUAL_CARD.auth_mode,
        last_used_at=now,
        expires_at=now + policy.SESSION_LIFETIME,
    )
    return session, cookie
