"""What happens by the clock on the first floor."""

from celery import shared_task
from django.utils import timezone

from activation.policy import INVITATION_BATCH, SWEEP_BATCH
from activation.workflows import expiry, figures, invitation
from directory.tasks import poke_delivery


@shared_task(name="activation.invite_enrolled")
def invite_enrolled(*, limit: int = INVITATION_BATCH) -> int:
    """Invite the people whom a registrar enrolled and who are ready for a card."""
    invited = invitation.invite_enrolled(limit=limit, now=timezone.now())
    if invited:
        poke_delivery()
    return invited


@shared_task(name="activation.expire_requests")
def expire_requests(*, limit: int = SWEEP_BATCH) -> int:
    """End late activations, and forget old decoys and old calls."""
    now = timezone.now()
    ended = expiry.expire_requests(limit=limit, now=now)
    return ended + expiry.forget_decoys(limit=limit, now=now) + expiry.forget_calls(limit=limit, now=now)


@shared_task(name="activation.expire_cards")
def expire_cards(*, limit: int = SWEEP_BATCH) -> int:
    """End the cards whose period is over."""
    return expiry.expire_cards(limit=limit, now=timezone.now())


@shared_task(name="activation.keep_figures")
def keep_figures() -> int:
    """Dashboards know who activated an e-CPS, and what stopped the others."""
    return figures.keep_figures(now=timezone.now())
