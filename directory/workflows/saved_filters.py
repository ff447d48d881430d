"""Somebody keeps a question about a list under a name, for themselves alone."""

from datetime import datetime

from django.db import transaction

from directory.errors import FilterRefused
from directory.models import Account, SavedFilter
from directory.policy import SAVED_FILTERS

LONGEST_NAME = 60  # characters, as the column has it


def save(*, account: Account, list_key: str, name: str, query: str, now: datetime) -> SavedFilter:
    """Keep a question. query: as the list's parser wrote it.

    Raises FilterRefused: nothing is asked, the name is empty or given already, the account has as many as it may.
    """
    if not query:
        raise FilterRefused(reason="filter_empty")
    with transaction.atomic():
        others = _lock_filters(account, list_key)
        if len(others) >= SAVED_FILTERS:
            raise FilterRefused(reason="filter_too_many")
        return SavedFilter.objects.create(
            account=account, list_key=list_key, name=_free_name(name, others), query=query, created_at=now
        )


def rename(*, saved: SavedFilter, name: str) -> None:
    """Give it another name. Raises FilterRefused, as `save`."""
    with transaction.atomic():
        others = [one for one in _lock_filters(saved.account, saved.list_key) if one.pk != saved.pk]
        SavedFilter.objects.filter(pk=saved.pk).update(name=_free_name(name, others))


def open_list_with(*, saved: SavedFilter) -> None:
    """The list opens with it from now on, and with no other."""
    with transaction.atomic():
        _lock_filters(saved.account, saved.list_key)
        SavedFilter.objects.filter(account=saved.account, list_key=saved.list_key, is_default=True).update(
            is_default=False
        )
        SavedFilter.objects.filter(pk=saved.pk).update(is_default=True)


def open_list_whole(*, saved: SavedFilter) -> None:
    """The list no longer opens with it."""
    SavedFilter.objects.filter(pk=saved.pk).update(is_default=False)


def delete(*, saved: SavedFilter) -> None:
    """Forget it; a second time does nothing."""
    SavedFilter.objects.filter(pk=saved.pk).delete()


def _lock_filters(account: Account, list_key: str) -> list[SavedFilter]:
    """Those of the account for this list; two windows of one person take turns."""
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    return list(SavedFilter.objects.filter(account=account, list_key=list_key))


def _free_name(name: str, others: list[SavedFilter]) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise FilterRefused(reason="filter_name")
    if any(one.name.casefold() == clean.casefold() for one in others):
        raise FilterRefused(reason="filter_taken")
    return clean
