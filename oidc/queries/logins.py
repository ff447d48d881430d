"""Login requests as browsers and phones ask for them."""

from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery

from activation.models import VirtualCard
from directory import queries as directory_queries
from oidc import policy
from oidc.models import Grant, Interaction, LoginRequest, SignInPreference, UserCode
from oidc.models.login_request import LoginRequestQuerySet
from oidc.vocabulary import LoginState

WRONG_NUMBER = "WRONG_NUMBER"  # as the evidence keeps it


def find_interaction(interaction_id: UUID, *, browser_digest: str) -> Interaction | None:
    """Return the sign-in page of this very browser; another browser's answers like none."""
    return (
        Interaction.objects.filter(pk=interaction_id, browser_digest=browser_digest)
        .select_related("relying_party__client")
        .first()
    )


def find_latest_login(interaction_id: UUID) -> LoginRequest | None:
    """Return the last question asked from a sign-in page."""
    return LoginRequest.objects.filter(interaction_id=interaction_id).order_by("-created_at", "-id").first()


def list_pending(*, card: VirtualCard, now: datetime) -> list[LoginRequest]:
    """Return what one card must show, oldest first, each with `first_use` of its service. One query.

    What another card claimed is that one's. Bounded: whatever strangers ask, what this card claimed and what known
    browsers ask stay, then what was asked last.
    """
    return in_order(PENDING.rows(kid=card.kid, now=now))


def in_order(rows: list[LoginRequest]) -> list[LoginRequest]:
    """What `PENDING` found, as it is shown: oldest first."""
    return sorted(rows, key=lambda login: login.created_at)


def find_owned(login_id: UUID, *, card: VirtualCard) -> LoginRequest | None:
    """Return a request that this card claimed, with `first_use` of its service."""
    return _shown(LoginRequest.objects.filter(pk=login_id, claimed_by=card)).first()


def _shown(logins: LoginRequestQuerySet) -> LoginRequestQuerySet:
    """With everything that a phone shows."""
    used_before = Grant.objects.filter(
        practitioner_id=OuterRef("practitioner_id"), relying_party_id=OuterRef("relying_party_id")
    )
    is_new = ExpressionWrapper(Q(relying_party__isnull=False) & ~Exists(used_before), output_field=BooleanField())
    return logins.select_related("relying_party__client").annotate(first_use=is_new)


def _pending(kid: str, now: datetime) -> QuerySet[LoginRequest]:
    card = VirtualCard.objects.filter(kid=kid)
    waiting = _shown(LoginRequest.objects.waiting(now)).filter(
        Q(claimed_by__isnull=True) | Q(claimed_by=Subquery(card.values("pk"))),
        practitioner_id=Subquery(card.values("practitioner_id")),
    )
    ordered = waiting.order_by(F("claimed_by").asc(nulls_last=True), "-known_browser", "-created_at")
    return ordered[: policy.LISTED_LOGIN_REQUESTS]


# kid: of the key of the card that must show them
PENDING = directory_queries.Prepared(_pending, kid=str, now=datetime)


def allows_typed_numbers(practitioner_id: int) -> bool:
    """Whether browsers and services may ask this person's phones by their number: yes, until the holder says no."""
    return not SignInPreference.objects.filter(practitioner_id=practitioner_id, typed_numbers=False).exists()


def code_set_at(practitioner_id: int) -> datetime | None:
    """When the holder set the code that services without a browser ask for; None for who has none."""
    return UserCode.objects.filter(practitioner_id=practitioner_id).values_list("changed_at", flat=True).first()


def had_wrong_number(login: LoginRequest) -> bool:
    """Whether it was refused because the phone gave another number than its page showed."""
    return login.state == LoginState.DENIED and login.evidence.filter(outcome=WRONG_NUMBER).exists()
