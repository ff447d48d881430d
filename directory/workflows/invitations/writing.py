"""A step: an invitation is written, and its letter with it; the link is in the letter and nowhere else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from directory import correspondence, journal, permissions
from directory.codes import draw_token, token_digest
from directory.correspondence import Draft
from directory.errors import MandateRefused
from directory.models import (
    Account,
    InvitationState,
    Mandate,
    MandateInvitation,
    MandateRole,
    MessageChannel,
)
from directory.permissions import Giving, Offer
from directory.policy import INVITATION_LIFETIME

_LONGEST_NAME, _LONGEST_ADDRESS = 200, 254  # characters


@dataclass(frozen=True)
class Invited:
    """What was made. link: shown to nobody but the command line of an operator who asks for it."""

    invitation: MandateInvitation
    link: str = field(repr=False)


def write_invitation(
    offer: Offer, *, way: Giving, inviter: Account | None, email: str, name: str, now: datetime
) -> Invited:
    """Write it in the caller's transaction, which holds the authority. inviter None: the command line.

    Raises MandateRefused (email, name, yourself, already_held, already_invited).
    """
    address, called = _read_address(email), _read_name(name)
    if inviter is not None and address == inviter.email.lower():
        raise MandateRefused(reason="yourself")
    _refuse_repeated(offer, address, now)
    token = draw_token()
    invitation = MandateInvitation.objects.create(
        authority=offer.authority,
        organization=offer.organization,
        role=offer.role,
        email=address,
        name=called,
        given_from=way.hangs_from,
        inviter=inviter,
        mandate_until=offer.until,
        token_digest=token_digest(token),
        created_at=now,
        last_sent_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    journal.record(
        action="directory.mandate_offered",
        actor=inviter,
        subject=invitation,
        now=now,
        mandate=permissions.acting_mandate(inviter, offer.authority, now),
        authority_id=offer.authority.pk,
        role=offer.role,
    )
    return Invited(invitation, send_letter(invitation, token, now))


def send_letter(invitation: MandateInvitation, token: str, now: datetime) -> str:
    """Queue the letter; returns the link that it holds."""
    link = f"{settings.SITE_URL}/invitation/{token}/"
    until = invitation.mandate_until
    context = {
        "name": invitation.name,
        "inviter": str(invitation.inviter) if invitation.inviter else "",
        "role": MandateRole(invitation.role).label,
        "authority": invitation.authority.name,
        "site": invitation.organization.display_name if invitation.organization else "",
        "last_day": timezone.localtime(until - timedelta(seconds=1)).date() if until else None,
        "link": link,
        "days": INVITATION_LIFETIME.days,
    }
    draft = Draft(MessageChannel.EMAIL, invitation.email, context)
    correspondence.write_to_staff(event="mandate_invitation", drafts=[draft], now=now)
    return link


def _read_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise MandateRefused(reason="email") from None
    if len(address) > _LONGEST_ADDRESS or "\0" in address:
        raise MandateRefused(reason="email")
    return address


def _read_name(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME or "\0" in called:
        raise MandateRefused(reason="name")
    return called


def _refuse_repeated(offer: Offer, address: str, now: datetime) -> None:
    same = {"authority": offer.authority, "organization": offer.organization, "role": offer.role}
    if Mandate.objects.in_force(now).filter(**same, account__email__iexact=address).exists():
        raise MandateRefused(reason="already_held")
    waiting = MandateInvitation.objects.filter(**same, email=address, state=InvitationState.PENDING)
    # One whose time is over and that no sweep has closed yet stands in nobody's way
    waiting.filter(expires_at__lte=now).update(state=InvitationState.EXPIRED, closed_at=now)
    if waiting.exists():
        raise MandateRefused(reason="already_invited")
