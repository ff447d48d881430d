"""A mandate lasts longer: whoever could give it says so, for no longer than the one that it hangs from."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, Mandate
from directory.workflows.mandates.chain import lock_authority
from directory.workflows.mandates.giving import check_until
from directory.workflows.mandates.telling import tell_extended


def extend(*, account: Account, mandate: Mandate, until: datetime, now: datetime) -> Mandate:
    """Move the end of a running mandate to a later instant (excluded), and tell its holder.

    Raises NotAllowed, also for one's own mandate; MandateRefused (until_past, until_far, until_shorter, until_beyond,
    not_in_force).
    """
    with transaction.atomic():
        if mandate.account_id == account.pk or not permissions.can_end(account, mandate, now):
            raise NotAllowed()
        check_until(until, now)
        authority = lock_authority(mandate.authority_id)
        held = Mandate.objects.in_force(now).filter(pk=mandate.pk).select_related("given_from").first()
        if held is None or authority.closed_date is not None:
            raise MandateRefused(reason="not_in_force")
        _check_new_end(held, until)
        Mandate.objects.filter(pk=held.pk).update(valid_until=until, last_reminder_days=None)
        held.refresh_from_db()
        tell_extended(held, now)
        journal.record(
            action="directory.mandate_extended",
            actor=account,
            subject=held,
            now=now,
            mandate=permissions.acting_mandate(account, authority, now),
            authority_id=authority.pk,
            account=held.account_id,
        )
    return held


def _check_new_end(held: Mandate, until: datetime) -> None:
    if held.valid_until is None or until <= held.valid_until:
        raise MandateRefused(reason="until_shorter")
    above = held.given_from
    if above is not None and above.valid_until is not None and until > above.valid_until:
        raise MandateRefused(reason="until_beyond")
