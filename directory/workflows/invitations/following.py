"""Invitations that wait are sent again, withdrawn, or expire."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from directory import journal, permissions
from directory.codes import draw_token, token_digest
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, InvitationState, MandateInvitation
from directory.policy import INVITATION_LIFETIME, INVITATION_RESEND_WAIT, INVITATION_SENDINGS
from directory.workflows.invitations.writing import Invited, send_letter


def send_again(*, account: Account, invitation: MandateInvitation, now: datetime) -> Invited:
    """Send a new link, and let it live its whole time; the former link is dead.

    Raises NotAllowed, MandateRefused (too_soon, too_many, not_pending).
    """
    _require(account, invitation, now)
    token = draw_token()
    with transaction.atomic():
        waiting = MandateInvitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING, expires_at__gt=now)
        moved = waiting.filter(
            last_sent_at__lte=now - INVITATION_RESEND_WAIT, sent_count__lt=INVITATION_SENDINGS
        ).update(
            token_digest=token_digest(token),
            last_sent_at=now,
            expires_at=now + INVITATION_LIFETIME,
            sent_count=F("sent_count") + 1,
        )
        if moved != 1:
            raise MandateRefused(reason=_why_not(waiting.first()))
        sent = MandateInvitation.objects.select_related("authority", "organization", "inviter").get(pk=invitation.pk)
        _record("directory.mandate_offered_again", account, sent, now)
        return Invited(sent, send_letter(sent, token, now))


def withdraw(*, account: Account, invitation: MandateInvitation, now: datetime) -> bool:
    """Take an invitation back; False when it no longer waited. Raises NotAllowed."""
    _require(account, invitation, now)
    with transaction.atomic():
        waiting = MandateInvitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING)
        if waiting.update(state=InvitationState.WITHDRAWN, closed_at=now) != 1:
            return False
        _record("directory.mandate_offer_withdrawn", account, invitation, now)
    return True


def expire_invitations(*, limit: int, now: datetime) -> int:
    """Close those to which nobody answered in time; returns how many."""
    due = MandateInvitation.objects.filter(state=InvitationState.PENDING, expires_at__lte=now)
    keys = list(due.order_by("expires_at").values_list("pk", flat=True)[:limit])
    return due.filter(pk__in=keys).update(state=InvitationState.EXPIRED, closed_at=now)


def _require(account: Account, invitation: MandateInvitation, now: datetime) -> None:
    if not permissions.can_withdraw(account, invitation, now):
        raise NotAllowed()


def _record(action: str, account: Account, invitation: MandateInvitation, now: datetime) -> None:
    journal.record(
        action=action,
        actor=account,
        subject=invitation,
        now=now,
        mandate=permissions.acting_mandate(account, invitation.authority, now),
        authority_id=invitation.authority_id,
    )


def _why_not(waiting: MandateInvitation | None) -> str:
    if waiting is None:
        return "not_pending"
    return "too_many" if waiting.sent_count >= INVITATION_SENDINGS else "too_soon"
