"""Which mandates an account holds at an instant, and which powers they give."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from directory.models import Account, Mandate
from directory.permissions.matrix import Power, powers_of

# The mandates that a page which only reads has met, by account and instant; None elsewhere: each question asks again.
_met: ContextVar[dict[tuple[int, datetime], list[Mandate]] | None] = ContextVar("mandates_met", default=None)


@contextmanager
def mandates_read_once() -> Iterator[None]:
    """For the time of a page that changes nothing: its ten questions about one account at one instant are one."""
    token = _met.set({})
    try:
        yield
    finally:
        _met.reset(token)


def mandates_in_force(account: Account, now: datetime) -> list[Mandate]:
    """The account's running mandates with their authorities; none for an account that is closed."""
    if not account.is_active or account.pk is None:
        return []
    met = _met.get()
    if met is None:
        return _read_mandates(account, now)
    if (account.pk, now) not in met:
        met[account.pk, now] = _read_mandates(account, now)
    return met[account.pk, now]


def _read_mandates(account: Account, now: datetime) -> list[Mandate]:
    mandates = Mandate.objects.in_force(now).filter(account=account)
    return list(mandates.select_related("authority__organization", "organization").order_by("valid_from", "pk"))


def may_enter_portal(account: Account) -> bool:
    """Staff with an open account; what they see inside depends on their mandates."""
    return account.is_active and account.is_staff


def sees_all(account: Account) -> bool:
    """The national operator, with an open account."""
    return account.is_active and account.is_superuser


def mandates_with(account: Account, power: Power, now: datetime) -> list[Mandate]:
    """Of the account's running mandates, those that give this power."""
    return [mandate for mandate in mandates_in_force(account, now) if has(mandate, power)]


def has_power(account: Account, power: Power, now: datetime) -> bool:
    """Does one of the account's mandates give this power? Over whom or what is another question."""
    return sees_all(account) or bool(mandates_with(account, power, now))


def has(mandate: Mandate, power: Power) -> bool:
    """Does this mandate give this power?"""
    return power in powers_of(mandate.authority.kind, mandate.role)
