"""A mandate is granted at once to an account that exists; its terms are asked at the next sign-in."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, Mandate, Organization, RegistrationAuthority
from directory.permissions import Offer
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.giving import check_until, require_way, running_like, write_mandate
from directory.workflows.mandates.telling import tell_given


def grant(
    *,
    granter: Account,
    account: Account,
    authority: RegistrationAuthority,
    role: str,
    now: datetime,
    organization: Organization | None = None,
    until: datetime | None = None,
) -> Mandate:
    """Let an account act for an authority from now on; a mandate that already runs is returned as it is.

    Raises NotAllowed, also to whoever grants to themselves; MandateRefused (until_past, until_far, closed_account).
    """
    with transaction.atomic():
        held = lock_authority(authority.pk)
        offer = Offer(held, role, organization, until)
        way = require_way(granter, offer, now)
        if granter.pk == account.pk:
            raise NotAllowed()
        check_until(until, now)
        if not Account.objects.select_for_update(of=("self",)).get(pk=account.pk).is_active:
            raise MandateRefused(reason="closed_account")
        running = running_like(offer, account, now)
        if running is not None:
            return running
        mandate = write_mandate(account, offer, hangs_from=way.hangs_from, giver=granter, now=now)
        tell_given(mandate, now)
        journal.record(
            action="directory.mandate_granted",
            actor=granter,
            subject=mandate,
            now=now,
            account=account.pk,
            mandate=permissions.acting_mandate(granter, held, now),
            authority_id=authority.pk,
            role=role,
        )
    return mandate
