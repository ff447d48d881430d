"""A client is suspended, at once and everywhere; or opened again."""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.errors import NotAllowed
from directory.models import Account
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.models import Grant, RelyingParty
from oidc.vocabulary import EndReason


def suspend(*, account: Account | None, relying_party: RelyingParty, reason: str, now: datetime) -> None:
    """Nobody signs in to this client any more, and what it was granted ends. account None: the command line.

    Raises NotAllowed, ServiceRefused (`reason`, `already_suspended`).
    """
    why = " ".join(reason.split())
    if not why or len(why) > policy.LONGEST_SUSPENSION or "\0" in why:
        raise ServiceRefused("reason", most=policy.LONGEST_SUSPENSION)
    with transaction.atomic():
        if account is not None and not permissions.may_review_services(account, now):
            raise NotAllowed
        rows = RelyingParty.objects.filter(pk=relying_party.pk, is_active=True)
        if rows.update(is_active=False, suspended_reason=why) != 1:
            raise ServiceRefused("already_suspended")
        grants = Grant.objects.filter(relying_party=relying_party, revoked_at__isnull=True)
        grants.update(revoked_at=now, revoked_reason=EndReason.SUSPENDED)
        journal.record(action="oidc.relying_party_suspended", actor=account, subject=relying_party, now=now, reason=why)


def reopen(*, account: Account | None, relying_party: RelyingParty, now: datetime) -> None:
    """People may sign in to this client again; what it was granted before stays ended.

    Raises NotAllowed (for those who work on it too), ServiceRefused (`not_suspended`).
    """
    with transaction.atomic():
        if account is not None and not permissions.can_reopen(account, relying_party, now):
            raise NotAllowed
        rows = RelyingParty.objects.filter(pk=relying_party.pk, is_active=False)
        if rows.update(is_active=True, suspended_reason="") != 1:
            raise ServiceRefused("not_suspended")
        journal.record(action="oidc.relying_party_reopened", actor=account, subject=relying_party, now=now)
