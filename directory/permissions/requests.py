"""Who sees requests to join a structure: whoever registers into it; those who read a world see that they exist."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import Account, AuthorityKind, EnrolmentRequest
from directory.permissions.acting import organizations_enrollable_by
from directory.permissions.holding import mandates_with, sees_all
from directory.permissions.matrix import Power


def requests_visible_to(account: Account, now: datetime) -> QuerySet[EnrolmentRequest]:
    """What was sent out and sent in, for the structures that the account registers into; a whole world for a nation.

    Seeing that a request exists is not reading what was typed: `can_enrol` into its structure is.
    """
    known = EnrolmentRequest.objects.known_to_registrars()
    if sees_all(account):
        return known
    worlds = {
        mandate.authority.is_test
        for mandate in mandates_with(account, Power.SEE_PEOPLE, now)
        if mandate.authority.kind == AuthorityKind.NATIONAL
    }
    structures = organizations_enrollable_by(account, now)
    return known.filter(Q(organization__in=structures) | Q(organization__is_test__in=worlds))


def waiting_requests(account: Account, now: datetime) -> QuerySet[EnrolmentRequest]:
    """Of these, the ones that wait for a registrar: for whoever registers, and nobody else."""
    structures = organizations_enrollable_by(account, now)
    return EnrolmentRequest.objects.filter(state="SUBMITTED", organization__in=structures, expires_at__gt=now)
