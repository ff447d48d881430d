"""Who works on a service: invited by e-mail, joined, gone."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from directory import correspondence, journal
from directory.codes import draw_token, token_digest
from directory.correspondence import Draft
from directory.errors import NotAllowed
from directory.models import Account, MessageChannel
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.models import Service, ServiceMember, TeamInvitation
from oidc.workflows.registering import lock_service

EVENT = "service_team_invitation"


def invite_member(*, account: Account, service: Service, email: str, now: datetime) -> TeamInvitation:
    """Send a link to this address; one that waited for the same address is replaced. Raises NotAllowed, ServiceRefused
    (`already_member`, `too_many_members`).

    email: checked by the door.
    """
    address = email.strip().lower()
    with transaction.atomic():
        lock_service(account, service)
        if ServiceMember.objects.filter(service=service, account__email__iexact=address).exists():
            raise ServiceRefused("already_member")
        former = TeamInvitation.objects.filter(service=service, email=address, closed_at__isnull=True)
        former.update(closed_at=now)
        waiting = TeamInvitation.objects.waiting(now).filter(service=service).count()
        if waiting + service.members.count() >= policy.MEMBERS_A_SERVICE:
            raise ServiceRefused("too_many_members", most=policy.MEMBERS_A_SERVICE)
        token = draw_token()
        invitation = TeamInvitation.objects.create(
            service=service,
            email=address,
            inviter=account,
            token_digest=token_digest(token),
            created_at=now,
            expires_at=now + policy.TEAM_INVITATION_LIFETIME,
        )
        journal.record(action="oidc.team_invited", actor=account, subject=service, now=now, invitation=invitation.pk)
        context = {
            "service": service.name,
            "inviter": str(account),
            "link": f"{settings.SITE_URL}/services/invitation/{token}/",
            "days": policy.TEAM_INVITATION_LIFETIME.days,
        }
        draft = Draft(MessageChannel.EMAIL, address, context)
        correspondence.write_to_staff(event=EVENT, drafts=[draft], now=now, lifetime=policy.TEAM_INVITATION_LIFETIME)
    return invitation


def take_back_invitation(*, account: Account, service: Service, invitation_id: int, now: datetime) -> bool:
    """Its link opens nothing more; False: it was answered or taken back already. Raises NotAllowed."""
    if not permissions.is_member(account, service):
        raise NotAllowed
    with transaction.atomic():
        rows = TeamInvitation.objects.filter(pk=invitation_id, service=service, closed_at__isnull=True)
        if rows.update(closed_at=now) != 1:
            return False
        journal.record(
            action="oidc.team_invitation_withdrawn", actor=account, subject=service, now=now, invitation=invitation_id
        )
    return True


def find_invitation(token: str, *, now: datetime) -> TeamInvitation | None:
    """The invitation that waits behind this link, with its service and inviter; None for any other text."""
    if not token.isascii() or "\0" in token:
        return None
    waiting = TeamInvitation.objects.waiting(now).select_related("service", "inviter")
    return waiting.filter(token_digest=token_digest(token)).first()


def join(*, token: str, account: Account, now: datetime) -> Service | None:
    """Whoever holds the link and is signed in joins the team, once; None: the link waits no more."""
    with transaction.atomic():
        invitation = find_invitation(token, now=now)
        if invitation is None or not _close(invitation, now):
            return None
        return _add(invitation.service, account, now)


def join_as_newcomer(*, token: str, name: str, password: str, now: datetime) -> tuple[Service, Account] | None:
    """Open an account of the invited address, and let it join; None: the link waits no more, or the address has an
    account, that must sign in. name and password: checked by the door.
    """
    try:
        with transaction.atomic():
            invitation = find_invitation(token, now=now)
            if invitation is None or has_account(invitation) or not _close(invitation, now):
                return None
            account = Account.objects.create_user(
                invitation.email, invitation.email, password, display_name=name, date_joined=now
            )
            return _add(invitation.service, account, now), account
    except IntegrityError:  # an account of this address was opened in the same instant
        return None


def has_account(invitation: TeamInvitation) -> bool:
    """Does somebody sign in with the invited address already?"""
    return Account.objects.filter(email__iexact=invitation.email).exists()


def remove_member(*, account: Account, service: Service, member_id: int, now: datetime) -> None:
    """Take somebody out of the team, oneself included, but for the last. Raises NotAllowed, ServiceRefused
    (`last_member`, `unknown_member`).
    """
    with transaction.atomic():
        lock_service(account, service)
        member = ServiceMember.objects.filter(pk=member_id, service=service).first()
        if member is None:
            raise ServiceRefused("unknown_member")
        if not ServiceMember.objects.filter(service=service).exclude(pk=member_id).exists():
            raise ServiceRefused("last_member")
        member.delete()
        journal.record(
            action="oidc.team_member_removed", actor=account, subject=service, now=now, account=member.account_id
        )


def _close(invitation: TeamInvitation, now: datetime) -> bool:
    rows = TeamInvitation.objects.waiting(now).filter(pk=invitation.pk)
    return rows.update(closed_at=now, was_accepted=True) == 1


def _add(service: Service, account: Account, now: datetime) -> Service:
    _, is_new = ServiceMember.objects.get_or_create(service=service, account=account, defaults={"joined_at": now})
    if is_new:
        journal.record(action="oidc.team_joined", actor=account, subject=service, now=now)
    return service
