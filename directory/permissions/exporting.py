"""Who sees which exports: their own, as long as what they were made by holds."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from directory.models import Account, ExportJob
from directory.permissions.holding import mandates_in_force


def exports_visible_to(account: Account) -> QuerySet[ExportJob]:
    """One's own; nobody reads what others take away."""
    return ExportJob.objects.filter(account=account)


def holds_all(account: Account, mandates: Iterable[int], now: datetime) -> bool:
    """Is the account open, and is each of these mandates of theirs still in force?"""
    held = {mandate.pk for mandate in mandates_in_force(account, now)}
    return account.is_active and held >= set(mandates)
