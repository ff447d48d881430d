"""Who registers staff by files, for which authority, and who sees what became of them."""

from datetime import datetime

from django.db.models import QuerySet

from directory.models import Account, Organization, RegistrationAuthority, StaffImport
from directory.permissions.acting import authorities_that_enrol
from directory.permissions.seeing import structures_of


def importing_authority(account: Account, authority_id: int, now: datetime) -> RegistrationAuthority | None:
    """The authority of this key, where the account may register people for it; None: it may not."""
    held = {authority.pk: authority for authority in authorities_that_enrol(account, now)}
    return held.get(authority_id)


def staff_imports_visible_to(account: Account, now: datetime) -> QuerySet[StaffImport]:
    """The imports of the authorities for which this account registers people; nobody else's business."""
    return StaffImport.objects.filter(authority__in=[row.pk for row in authorities_that_enrol(account, now)])


def structures_to_fill(authority: RegistrationAuthority) -> QuerySet[Organization]:
    """The structures into which a file given for this authority may register people."""
    return structures_of([authority])
