"""Login requests as browsers and phones ask for them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from oidc import policy
from oidc.models import Grant, Interaction, LoginRequest


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


def list_pending(*, practitioner_id: int, now: datetime) -> list[LoginRequest]:
    """Return what one person's phones must show, oldest first, each with `first_use` of its service. One query.

    Bounded: whatever strangers ask, what known browsers ask stays, then what was asked last.
    """
    used_before = Grant.objects.filter(
        practitioner_id=OuterRef("practitioner_id"), relying_party_id=OuterRef("relying_party_id")
    )
    waiting = (
        LoginRequest.objects.waiting(now)
        .filter(practitioner_id=practitioner_id)
        .select_related("relying_party__client")
        .annotate(first_use=~Exists(used_before))
        .order_by("-known_browser", "-created_at")
    )
    return sorted(waiting[: policy.LISTED_LOGIN_REQUESTS], key=lambda login: login.created_at)
