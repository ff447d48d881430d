"""A step of several workflows: the page of a sign-in is locked, closed, and its question withdrawn."""

from datetime import datetime
from uuid import UUID

from oidc.models import Interaction, LoginRequest
from oidc.vocabulary import InteractionState, LoginState


def lock_page(interaction_id: UUID, browser_digest: str, *states: InteractionState) -> Interaction | None:
    """The open page of this browser, also when its time is over, until the transaction ends: of two tabs one wins.

    states: in which it may be instead of open.
    """
    pages = Interaction.objects.filter(
        pk=interaction_id, browser_digest=browser_digest, state__in=states or (InteractionState.OPEN,)
    )
    return pages.select_related("relying_party__client").select_for_update(of=("self",)).first()


def close_page(page: Interaction, state: InteractionState, *, now: datetime) -> None:
    """Close a locked page; what it still asks of a phone is withdrawn, since no browser could take the answer."""
    Interaction.objects.filter(pk=page.pk).update(state=state)
    withdraw_question(page, now=now)


def withdraw_question(page: Interaction, *, now: datetime) -> None:
    """No phone is asked any more what this page asked."""
    LoginRequest.objects.filter(interaction=page, state=LoginState.PENDING).update(
        state=LoginState.CANCELLED, decided_at=now
    )
