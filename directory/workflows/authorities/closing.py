"""A local authority, or a departmental council, closes on a day: its mandates end with it."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import (
    Account,
    AuthorityKind,
    InvitationState,
    Mandate,
    MandateInvitation,
    RegistrationAuthority,
)
from directory.policy import MANDATE_LONGEST_LIFE
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.closing import close_all
from directory.workflows.mandates.telling import tell_ended


def close_authority(*, account: Account, authority: RegistrationAuthority, last_day: date, now: datetime) -> int:
    """Close it after that day; returns how many mandates end then. Its holders are told, invitations withdrawn.

    Raises NotAllowed, MandateRefused (not_closable, day_past, until_far).
    """
    if not permissions.can_change_authority(account, authority, now):
        raise NotAllowed()
    if not is_closable(authority):
        raise MandateRefused(reason="not_closable")
    if last_day < timezone.localdate(now):
        raise MandateRefused(reason="day_past")
    if last_day > timezone.localdate(now) + MANDATE_LONGEST_LIFE:
        raise MandateRefused(reason="until_far")
    until = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), time()))
    with transaction.atomic():
        lock_authority(authority.pk)
        ending = mandates_that_end(authority, until, now)
        close_all(ending, until=until, ender=account, now=now)
        waiting = MandateInvitation.objects.filter(authority=authority, state=InvitationState.PENDING)
        waiting.update(state=InvitationState.WITHDRAWN, closed_at=now)
        RegistrationAuthority.objects.filter(pk=authority.pk).update(closed_date=last_day)
        for mandate in ending:
            tell_ended(mandate, [], now)
        journal.record(
            action="directory.authority_closed",
            actor=account,
            subject=authority,
            now=now,
            mandate=permissions.acting_mandate(account, authority, now),
            authority_id=authority.pk,
            last_day=last_day.isoformat(),
            mandates=len(ending),
        )
    return len(ending)


def is_closable(authority: RegistrationAuthority) -> bool:
    """Orders, agencies and the nation stay; structures and departmental councils close, once."""
    is_of_one_place = authority.kind == AuthorityKind.LOCAL or bool(authority.department_code)
    return is_of_one_place and authority.closed_date is None


def mandates_that_end(authority: RegistrationAuthority, until: datetime, now: datetime) -> list[Mandate]:
    """Those that would outlast the authority."""
    running = Mandate.objects.not_ended(now).filter(authority=authority)
    rows = running.exclude(valid_until__lte=until).select_related("account", "authority", "organization")
    return list(rows.order_by("valid_from", "pk"))
