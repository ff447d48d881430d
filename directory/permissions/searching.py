"""Who may be searched by whom: the same people as `practitioners_visible_to`, told so that an index can narrow them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from directory.models import (
    Account,
    AuthorityKind,
    Mandate,
    Organization,
    Practitioner,
    RegistrationAuthority,
    SavedFilter,
)
from directory.permissions.holding import mandates_with, sees_all
from directory.permissions.matrix import Power
from directory.permissions.seeing import organizations_visible_to, practitioners_visible_to
from directory.vocabulary.departments import Department, all_departments

MOST_STRUCTURES = 60  # a list of choices that somebody reads


@dataclass(frozen=True, slots=True)
class SearchablePeople:
    """test_people: of which world, None for both. people: whom of it, None for everybody.

    terms: the directory entry of each of them holds one of these; none where the people are few.
    """

    test_people: bool | None
    people: QuerySet[Practitioner] | None
    terms: tuple[str, ...] = ()


def people_searchable_by(account: Account, now: datetime) -> SearchablePeople:
    """The people whom a search of this account may find."""
    if sees_all(account):
        return SearchablePeople(None, None)
    authorities = [mandate.authority for mandate in mandates_with(account, Power.SEE_PEOPLE, now)]
    worlds = {authority.is_test for authority in authorities}
    world = worlds.pop() if len(worlds) == 1 else None
    if world is not None and any(authority.kind == AuthorityKind.NATIONAL for authority in authorities):
        return SearchablePeople(world, None)
    terms = [_terms(authority) for authority in authorities]
    narrowing = tuple(term for some in terms for term in some) if all(terms) else ()
    return SearchablePeople(world, practitioners_visible_to(account, now), narrowing)


def rows_of_people(rows: QuerySet[Any], people: SearchablePeople) -> QuerySet[Any]:
    """Rows of a table that hang from people whom a search may find; those of nobody are left out.

    The people of a nation, a region or an order are many: each is asked of when a row of theirs is met, so that the
    table is read in its own order until a page is full, and never joined whole and sorted.
    """
    found: QuerySet[Any] = rows.filter(practitioner__isnull=False)
    if people.test_people is not None:
        found = found.filter(practitioner__is_test=people.test_people)
    if people.people is not None and not people.terms:
        found = found.filter(practitioner__in=people.people)
    elif people.people is not None:
        this = people.people.order_by().filter(pk=OuterRef("practitioner_id")).values("pk")[:1]
        found = found.filter(practitioner__entry__terms__overlap=sorted(people.terms))
        found = found.alias(person_seen=Subquery(this)).filter(person_seen__isnull=False)
    return found


def departments_visible_to(account: Account, now: datetime) -> list[Department]:
    """Those among which this account may choose: of its regions; all of them for a nation or an order; none for a
    structure.
    """
    departments = [row for row in all_departments().values() if row.region_code]
    if sees_all(account):
        return departments
    authorities = [mandate.authority for mandate in mandates_with(account, Power.SEE_PEOPLE, now)]
    if any(authority.kind in {AuthorityKind.NATIONAL, AuthorityKind.ORDER} for authority in authorities):
        return departments
    regions = {authority.region_code for authority in authorities if authority.kind == AuthorityKind.REGIONAL}
    return [row for row in departments if row.region_code in regions]


def structures_to_choose(account: Account, now: datetime) -> list[Organization]:
    """The structures of an account that answers for structures only, in the order of their names; none for others."""
    mandates = mandates_with(account, Power.SEE_PEOPLE, now)
    if sees_all(account) or not mandates or not all(_is_local(mandate) for mandate in mandates):
        return []
    return list(organizations_visible_to(account, now).order_by("trade_name", "legal_name", "pk")[:MOST_STRUCTURES])


def saved_filters_visible_to(account: Account) -> QuerySet[SavedFilter]:
    """One's own; nobody reads what others look for."""
    return SavedFilter.objects.filter(account=account)


def _is_local(mandate: Mandate) -> bool:
    return mandate.authority.kind == AuthorityKind.LOCAL


def _terms(authority: RegistrationAuthority) -> list[str]:
    """What the entries of an authority's people hold; nothing where entries cannot tell: those who left a structure."""
    match authority.kind:
        case AuthorityKind.NATIONAL:
            return ["w:t" if authority.is_test else "w:r"]
        case AuthorityKind.REGIONAL:
            return [f"r:{authority.region_code}", f"a:{authority.pk}"]
        case AuthorityKind.ORDER:
            return [f"k:{authority.code}", f"a:{authority.pk}"]
        case _:
            return []
