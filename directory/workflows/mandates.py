"""Mandates are granted and ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.models import Account, Mandate, RegistrationAuthority


def grant(*, granter: Account, account: Account, authority: RegistrationAuthority, role: str, now: datetime) -> Mandate:
    """Let an account act for an authority from now on; a mandate that already runs is returned as it is.

    Raises NotAllowed.
    """
    if not permissions.can_grant_mandates(granter, now):
        raise NotAllowed()
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
        running = Mandate.objects.in_force(now).filter(account=account, authority=authority, role=role).first()
        if running is not None:
            return running
        mandate = Mandate.objects.create(
            account=account, authority=authority, role=role, valid_from=now, granted_by=granter
        )
        journal.record(
            action="directory.mandate_granted",
            actor=granter,
            subject=mandate,
            now=now,
            account=account.pk,
            authority=authority.pk,
            role=role,
        )
    return mandate


def end(*, ender: Account, mandate: Mandate, now: datetime) -> bool:
    """End a mandate at once; False when it had already ended. Raises NotAllowed."""
    if not permissions.can_grant_mandates(ender, now):
        raise NotAllowed()
    with transaction.atomic():
        running = Q(valid_until__isnull=True) | Q(valid_until__gt=now)
        ended = Mandate.objects.filter(running, pk=mandate.pk, valid_from__lt=now).update(valid_until=now)
        if ended:
            journal.record(action="directory.mandate_ended", actor=ender, subject=mandate, now=now)
    return ended == 1
