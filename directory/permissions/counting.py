"""Whose numbers who may read: a nation's for those who see it whole, else those of one's own authorities."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from directory.models import Account, AuthorityKind, Practitioner, RegistrationAuthority
from directory.permissions.holding import mandates_with, sees_all
from directory.permissions.matrix import Power
from directory.permissions.scopes import people_of_authority
from directory.permissions.seeing import practitioners_visible_to


@dataclass(frozen=True, slots=True)
class CountedNation:
    """The nation as an account may count it. test_people: of which world, None for both."""

    test_people: bool | None


def nation_counted_by(account: Account, now: datetime) -> CountedNation | None:
    """The nation, for national operators and for mandates of a national authority; None for others."""
    if sees_all(account):
        return CountedNation(None)
    worlds = {
        mandate.authority.is_test
        for mandate in mandates_with(account, Power.SEE_PEOPLE, now)
        if mandate.authority.kind == AuthorityKind.NATIONAL
    }
    if not worlds:
        return None
    return CountedNation(worlds.pop() if len(worlds) == 1 else None)


def authorities_counted_by(account: Account, now: datetime) -> QuerySet[RegistrationAuthority]:
    """One's own authorities; for who counts the nation, all of its world."""
    nation = nation_counted_by(account, now)
    if nation is None:
        held = [mandate.authority_id for mandate in mandates_with(account, Power.SEE_PEOPLE, now)]
        return RegistrationAuthority.objects.filter(pk__in=held)
    if nation.test_people is None:
        return RegistrationAuthority.objects.all()
    return RegistrationAuthority.objects.filter(is_test=nation.test_people)


def people_counted_by(
    account: Account, authority: RegistrationAuthority | None, now: datetime
) -> QuerySet[Practitioner]:
    """The people of an authority whom the account sees; of the nation where there is no authority."""
    seen = practitioners_visible_to(account, now)
    return seen if authority is None else seen & people_of_authority(authority, now)
