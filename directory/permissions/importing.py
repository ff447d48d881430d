"""Who registers staff by files, for which authority, and who sees what became of them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import Account, Organization, RegistrationAuthority, StaffImport
from directory.permissions.acting import authorities_that_enrol
from directory.permissions.holding import mandates_with
from directory.permissions.matrix import Power
from directory.permissions.scopes import structures_of


def importing_authority(account: Account, authority_id: int, now: datetime) -> RegistrationAuthority | None:
    """The authority of this key, where the account may register people for it; None: it may not."""
    held = {authority.pk: authority for authority in authorities_that_enrol(account, now)}
    return held.get(authority_id)


def staff_imports_visible_to(account: Account, now: datetime) -> QuerySet[StaffImport]:
    """The imports of the authorities for which this account registers people; nobody else's business.

    A mandate that is narrowed to a site sees those of its holder alone: a file may name people of every site.
    """
    held = mandates_with(account, Power.REGISTER, now)
    whole = [mandate.authority_id for mandate in held if mandate.organization_id is None]
    own = Q(given_by=account, authority__in=[mandate.authority_id for mandate in held])
    return StaffImport.objects.filter(Q(authority__in=whole) | own)


def structures_to_fill(account: Account, authority: RegistrationAuthority, now: datetime) -> QuerySet[Organization]:
    """The structures into which a file of this account for this authority may register people: those of its mandates
    for it, a site alone where they are narrowed to one.
    """
    held = mandates_with(account, Power.REGISTER, now)
    return structures_of([mandate for mandate in held if mandate.authority_id == authority.pk])
