"""Whoever received an invitation answers it, from the link: with an account, as a newcomer, or with a no.

The link proves that they read the address; the account must be of that address, so that a link that was passed on
opens nothing to somebody else.
"""

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from directory import journal, permissions
from directory.codes import token_digest
from directory.errors import MandateRefused
from directory.models import Account, InvitationState, Mandate, MandateInvitation
from directory.permissions import Giving, Offer
from directory.policy import TERMS_VERSION
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.giving import running_like, write_mandate
from directory.workflows.mandates.telling import tell_given, tell_invitation_accepted


class Answer(StrEnum):
    """What came of an answer.

    CLOSED: accepted, declined, withdrawn or expired already. LAPSED: who invited may no longer give this mandate.
    OTHER_ACCOUNT: the account is not of the invited address, or is closed. HAS_ACCOUNT: no newcomer, they sign in.
    """

    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLOSED = "closed"
    LAPSED = "lapsed"
    OTHER_ACCOUNT = "other account"
    HAS_ACCOUNT = "has account"


def find_invitation(token: str) -> MandateInvitation | None:
    """The invitation whose last link this is, whatever became of it; None for no link of ours, or an earlier one."""
    if not token.isascii():
        return None
    found = MandateInvitation.objects.select_related("authority", "organization", "inviter")
    return found.filter(token_digest=token_digest(token)).first()


def has_account(invitation: MandateInvitation) -> bool:
    """Does somebody sign in with the invited address already?"""
    return Account.objects.filter(email__iexact=invitation.email).exists()


def accept(*, token: str, account: Account, terms_version: str, now: datetime) -> Answer:
    """The signed-in account takes the mandate and accepts its terms. Raises MandateRefused (terms_changed)."""
    _check_terms(terms_version)
    with transaction.atomic():
        invitation = _hold(token)
        if invitation is None or not _is_waiting(invitation, now):
            return Answer.CLOSED
        holder = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        if holder.email.lower() != invitation.email or not holder.is_active:
            return Answer.OTHER_ACCOUNT
        return _take(invitation, holder, now)


def accept_as_newcomer(
    *, token: str, name: str, password: str, terms_version: str, now: datetime
) -> tuple[Answer, Account | None]:
    """Open an account of the invited address, and let it take the mandate. Raises MandateRefused (terms_changed)."""
    _check_terms(terms_version)
    try:
        with transaction.atomic():
            invitation = _hold(token)
            if invitation is None or not _is_waiting(invitation, now):
                return Answer.CLOSED, None
            if has_account(invitation):
                return Answer.HAS_ACCOUNT, None
            if _way(invitation, now) is None:
                return Answer.LAPSED, None
            account = Account.objects.create_user(
                invitation.email, invitation.email, password, display_name=name, is_staff=True, date_joined=now
            )
            return _take(invitation, account, now), account
    except IntegrityError:  # an account of this address was opened in the same instant
        return Answer.HAS_ACCOUNT, None


def decline(*, token: str, now: datetime) -> Answer:
    """Whoever reads the address says no."""
    with transaction.atomic():
        waiting = MandateInvitation.objects.filter(
            token_digest=token_digest(token), state=InvitationState.PENDING, expires_at__gt=now
        )
        invitation = waiting.select_for_update(of=("self",)).first() if token.isascii() else None
        if invitation is None:
            return Answer.CLOSED
        waiting.update(state=InvitationState.DECLINED, closed_at=now)
        journal.record(action="directory.mandate_offer_declined", subject=invitation, now=now)
    return Answer.DECLINED


def _check_terms(version: str) -> None:
    if version != TERMS_VERSION:
        raise MandateRefused(reason="terms_changed")


def _hold(token: str) -> MandateInvitation | None:
    """The invitation, its authority held first, as by whoever changes that chain."""
    found = find_invitation(token)
    if found is None:
        return None
    lock_authority(found.authority_id)
    held = MandateInvitation.objects.select_for_update(of=("self",))
    rows = held.select_related("authority__organization", "organization", "inviter")
    return rows.filter(pk=found.pk, token_digest=token_digest(token)).first()


def _is_waiting(invitation: MandateInvitation, now: datetime) -> bool:
    return invitation.state == InvitationState.PENDING and invitation.expires_at > now


def _way(invitation: MandateInvitation, now: datetime) -> Giving | None:
    """How the inviter gives this at this instant: they may have lost the right since they invited."""
    offer = _offer(invitation)
    if offer.until is not None and offer.until <= now:
        return None
    if invitation.inviter is None:
        return Giving(None) if invitation.authority.closed_date is None else None
    return permissions.way_to_give(invitation.inviter, offer, now)


def _offer(invitation: MandateInvitation) -> Offer:
    return Offer(invitation.authority, invitation.role, invitation.organization, invitation.mandate_until)


def _take(invitation: MandateInvitation, account: Account, now: datetime) -> Answer:
    way = _way(invitation, now)
    if way is None or account.pk == invitation.inviter_id:
        return Answer.LAPSED
    offer = _offer(invitation)
    mandate = running_like(offer, account, now) or write_mandate(
        account, offer, hangs_from=way.hangs_from, giver=invitation.inviter, now=now, terms_version=TERMS_VERSION
    )
    _close(invitation, mandate, now)
    if not account.is_staff:
        Account.objects.filter(pk=account.pk).update(is_staff=True)
    tell_given(mandate, now)
    tell_invitation_accepted(mandate, now)
    journal.record(
        action="directory.mandate_accepted",
        actor=account,
        subject=mandate,
        now=now,
        mandate=mandate,
        role=mandate.role,
        invitation=invitation.pk,
    )
    return Answer.ACCEPTED


def _close(invitation: MandateInvitation, mandate: Mandate, now: datetime) -> None:
    MandateInvitation.objects.filter(pk=invitation.pk, state=InvitationState.PENDING).update(
        state=InvitationState.ACCEPTED, closed_at=now, mandate=mandate
    )
