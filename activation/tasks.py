"""What happens by the clock on the first floor."""

from celery import shared_task
from django.utils import timezone

from activation.policy import INVITATION_BATCH, NOTICE_BATCH, RIGHTS_BATCH, SWEEP_BATCH
from activation.workflows import campaigns, expiry, figures, invitation, reminders, rights
from directory.tasks import poke_delivery


@shared_task(name="activation.invite_enrolled")
def invite_enrolled(*, limit: int = INVITATION_BATCH) -> int:
    """Invite the people whom a registrar enrolled and who are ready for a card."""
    invited = invitation.invite_enrolled(limit=limit, now=timezone.now())
    if invited:
        poke_delivery()
    return invited


@shared_task(name="activation.remind_invited")
def remind_invited(*, limit: int = INVITATION_BATCH) -> int:
    """Remind the people who were invited and have no card yet."""
    reminded = invitation.remind_invited(limit=limit, now=timezone.now())
    if reminded:
        poke_delivery()
    return reminded


@shared_task(name="activation.advance_campaigns")
def advance_campaigns() -> int:
    """Invite those whom the campaign under way may invite since the last time."""
    invited = campaigns.advance(now=timezone.now())
    if invited:
        poke_delivery()
    return invited


@shared_task(name="activation.expire_requests")
def expire_requests(*, limit: int = SWEEP_BATCH) -> int:
    """End late activations, and forget old decoys, old calls and old links."""
    now = timezone.now()
    forgotten = (expiry.forget_decoys, expiry.forget_calls, expiry.forget_links)
    return expiry.expire_requests(limit=limit, now=now) + sum(forget(limit=limit, now=now) for forget in forgotten)


@shared_task(name="activation.expire_cards")
def expire_cards(*, limit: int = NOTICE_BATCH) -> int:
    """End the cards whose period is over, and remind the holders of those that end soon."""
    now = timezone.now()
    told = expiry.expire_cards(limit=limit, now=now) + reminders.remind_of_ends(limit=limit, now=now)
    if told:
        poke_delivery()
    return told


@shared_task(name="activation.look_at_rights")
def look_at_rights(*, limit: int = RIGHTS_BATCH) -> int:
    """Holders who lost or regained their right are told, and what is opposed is revoked."""
    changed = rights.look_at_rights(limit=limit, now=timezone.now())
    if changed:
        poke_delivery()
    return changed


@shared_task(name="activation.keep_figures")
def keep_figures() -> int:
    """Dashboards know who activated an e-CPS, and what stopped the others."""
    return figures.keep_figures(now=timezone.now())
