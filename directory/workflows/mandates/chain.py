"""A step: what hangs from a mandate, and whether its authority can do without it.

Whoever adds to the chain of an authority, or takes from it, locks that authority first: the chain that was read then
is the chain that is written.
"""

from datetime import datetime

from directory.models import Mandate, MandateEnd, RegistrationAuthority
from directory.permissions import is_head


def lock_authority(authority_id: int) -> RegistrationAuthority:
    """Hold the chain of this authority until the transaction ends; the authority as it is now."""
    locked = RegistrationAuthority.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("organization").get(pk=authority_id)


def hanging_from(mandate: Mandate, now: datetime) -> list[Mandate]:
    """All that falls with this mandate, level by level; those that ended already do not."""
    found: list[Mandate] = []
    level = [mandate.pk]
    while level:
        below = Mandate.objects.not_ended(now).filter(given_from__in=level).select_related("account", "organization")
        rows = list(below.order_by("valid_from", "pk"))
        found += rows
        level = [row.pk for row in rows]
    return found


def is_last_head(mandate: Mandate, now: datetime) -> bool:
    """Would nobody answer for the authority any more? Who is head of one site only answers for no more than that."""
    authority = mandate.authority
    if not is_head(authority.kind, mandate.role) or mandate.organization_id is not None:
        return False
    heads = Mandate.objects.in_force(now).filter(authority=authority, role=mandate.role, organization__isnull=True)
    # One that somebody ended while this end waited for its turn, by a clock that was ahead, is gone all the same
    heads = heads.filter(ended_reason__in=["", MandateEnd.CLOSED])
    return not heads.filter(account__is_active=True).exclude(pk=mandate.pk).exists()
