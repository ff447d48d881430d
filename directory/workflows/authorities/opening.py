"""An authority is opened: a structure's, with its first legal representative invited; or a council of an order."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import (
    Account,
    AuthorityKind,
    Mandate,
    MandateInvitation,
    MandateRole,
    Organization,
    RegistrationAuthority,
)
from directory.permissions import Offer
from directory.vocabulary.authorities import LOCAL
from directory.vocabulary.departments import all_departments
from directory.workflows.invitations.writing import write_invitation
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.giving import require_way


@dataclass(frozen=True)
class Opened:
    """What was made: the authority, and the invitation of its representative."""

    authority: RegistrationAuthority
    invitation: MandateInvitation


def open_local(
    *,
    account: Account,
    organization: Organization,
    email: str,
    name: str,
    telephone: str,
    public_email: str,
    now: datetime,
) -> Opened:
    """Let a structure register its people. email, name: of its first legal representative, who is invited.

    An authority that loads made, or that was closed, is opened anew. Raises NotAllowed, MandateRefused (already_open,
    structure_closed, and what inviting refuses).
    """
    if not permissions.structures_to_open(account, now).filter(pk=organization.pk).exists():
        raise NotAllowed()
    if organization.closed_date is not None and organization.closed_date <= timezone.localdate(now):
        raise MandateRefused(reason="structure_closed")
    with transaction.atomic():
        authority = _authority_of(organization, now)
        RegistrationAuthority.objects.filter(pk=authority.pk).update(
            telephone=telephone, email=public_email, closed_date=None
        )
        authority.refresh_from_db()
        offer = Offer(authority, MandateRole.REPRESENTATIVE)
        invited = write_invitation(
            offer, way=require_way(account, offer, now), inviter=account, email=email, name=name, now=now
        )
        journal.record(
            action="directory.authority_opened",
            actor=account,
            subject=authority,
            now=now,
            mandate=permissions.acting_mandate(account, authority, now),
            authority_id=authority.pk,
            organization=organization.pk,
        )
    return Opened(authority, invited.invitation)


def open_council(
    *, account: Account, order: RegistrationAuthority, department_code: str, name: str, now: datetime
) -> RegistrationAuthority:
    """Open the departmental council of an order. Raises NotAllowed, MandateRefused (already_open, no_council, name)."""
    if not permissions.can_change_authority(account, order, now):
        raise NotAllowed()
    if order.kind != AuthorityKind.ORDER or order.department_code or department_code not in all_departments():
        raise MandateRefused(reason="no_council")
    if not name.strip() or len(name.strip()) > 200:
        raise MandateRefused(reason="name")
    with transaction.atomic():
        council, is_new = RegistrationAuthority.objects.get_or_create(
            code=order.code,
            department_code=department_code,
            organization=None,
            is_test=order.is_test,
            defaults={"kind": AuthorityKind.ORDER, "name": name.strip()},
        )
        if not is_new:
            raise MandateRefused(reason="already_open")
        journal.record(
            action="directory.authority_opened",
            actor=account,
            subject=council,
            now=now,
            mandate=permissions.acting_mandate(account, council, now),
            authority_id=council.pk,
            department=department_code,
        )
    return council


def _authority_of(organization: Organization, now: datetime) -> RegistrationAuthority:
    """The authority of a structure, held; one that somebody already answers for is open."""
    made, _is_new = RegistrationAuthority.objects.get_or_create(
        code=LOCAL,
        organization=organization,
        is_test=organization.is_test,
        defaults={"kind": AuthorityKind.LOCAL, "name": organization.display_name[:200]},
    )
    authority = lock_authority(made.pk)
    if find_held(organization, now) is not None:
        raise MandateRefused(reason="already_open")
    return authority


def find_held(organization: Organization, now: datetime) -> RegistrationAuthority | None:
    """The authority of a structure that is open and that a representative answers for; None: it can be opened."""
    heads = Mandate.objects.not_ended(now).filter(role=MandateRole.REPRESENTATIVE, organization__isnull=True)
    held = RegistrationAuthority.objects.filter(
        organization=organization, is_test=organization.is_test, closed_date=None
    )
    return held.filter(mandates__in=heads).first()
