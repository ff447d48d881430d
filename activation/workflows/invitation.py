"""People are told that an e-CPS can be activated: once they are ready for it, and twice more, no more.

Those whom a registrar enrolled are invited by the clock; anybody, by the authority that answers for them.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from activation import queries
from activation.errors import InvitationRefused
from activation.models import Invitation
from activation.policy import INVITATION_REMINDERS, INVITE_AGAIN_WAIT, REMIND_AFTER
from activation.workflows.inviting import TURN, invite_all, remind
from activation.workflows.turns import take_turn, wait_for_turn
from directory import permissions as directory_permissions
from directory.errors import NotAllowed
from directory.models import Account, Enrolment, Practitioner


def invite_enrolled(*, limit: int, now: datetime) -> int:
    """Invite at most `limit` people whom a registrar enrolled. Returns how many; 0 while another sweep runs.

    Ready: eligible, both contacts verified and settled, no working card, never invited.
    """
    with transaction.atomic():
        if not take_turn(TURN):
            return 0
        enrolled = Exists(Enrolment.objects.filter(practitioner=OuterRef("pk")))
        never_invited = ~Exists(Invitation.objects.filter(practitioner=OuterRef("pk")))
        ready = queries.ready_for_a_card(now).filter(enrolled, never_invited)
        return invite_all(ready.order_by("pk")[:limit], now=now)


def remind_invited(*, limit: int, now: datetime) -> int:
    """Remind at most `limit` people who were invited some days ago and are still ready. Returns how many.

    The longest unheard first; who activated a card, or is no longer ready, is left alone.
    """
    first, second = REMIND_AFTER
    due = Q(reminder_count=0, last_sent_at__lte=now - first) | Q(reminder_count=1, last_sent_at__lte=now - second)
    with transaction.atomic():
        if not take_turn(TURN):
            return 0
        ready = queries.ready_for_a_card(now).filter(pk=OuterRef("practitioner_id"))
        waiting = Invitation.objects.filter(due, Exists(ready)).select_related("practitioner__authority")
        return sum(remind(one, now=now) for one in waiting.order_by("last_sent_at", "pk")[:limit])


def invite_person(*, account: Account, practitioner: Practitioner, now: datetime) -> Invitation:
    """The person's authority invites them, or reminds them. Raises NotAllowed and InvitationRefused."""
    if not directory_permissions.can_decide_contacts(account, practitioner, now):
        raise NotAllowed()
    with transaction.atomic():
        wait_for_turn(TURN)
        reason = queries.why_not_ready(practitioner.pk, now)
        if reason:
            raise InvitationRefused(reason=reason)
        invitation = Invitation.objects.select_related("practitioner__authority").filter(pk=practitioner.pk).first()
        if invitation is None:
            invite_all([practitioner], actor=account, now=now)
        else:
            _remind_by_hand(invitation, account, now)
    return Invitation.objects.get(pk=practitioner.pk)


def _remind_by_hand(invitation: Invitation, account: Account, now: datetime) -> None:
    if invitation.reminder_count >= INVITATION_REMINDERS:
        raise InvitationRefused(reason="reminded_enough")
    if invitation.last_sent_at + INVITE_AGAIN_WAIT > now or not remind(invitation, actor=account, now=now):
        raise InvitationRefused(reason="too_soon")
