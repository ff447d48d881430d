"""What one mandate reaches: people, structures, authorities.

A mandate of a test authority reaches test people only, a mandate of a real one real people only. Querysets are
unions of small indexable sets: what an agency or a structure sees costs what it holds, not what the nation holds.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.models import (
    AuthorityKind,
    Enrolment,
    Mandate,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from directory.policy import RECENT_ROLE


def structures_of(mandates: Iterable[Mandate]) -> QuerySet[Organization]:
    """The structures that these mandates answer for."""
    return Organization.objects.filter(any_of(_structures(mandate) for mandate in _distinct(mandates)))


def sites_of(authority: RegistrationAuthority) -> QuerySet[Organization]:
    """The structure of a local authority, with its sites; none for the others."""
    if authority.kind != AuthorityKind.LOCAL:
        return Organization.objects.none()
    return Organization.objects.filter(_own_structures(authority))


def people_of(mandates: Iterable[Mandate], now: datetime) -> QuerySet[Practitioner]:
    """The people whom these mandates reach."""
    return Practitioner.objects.filter(any_of(_people(mandate, now) for mandate in _distinct(mandates)))


def people_of_authority(authority: RegistrationAuthority, now: datetime) -> QuerySet[Practitioner]:
    """Whom the staff of one authority sees, whatever they do for it."""
    return people_of([Mandate(authority=authority)], now)


def enrolments_of(mandate: Mandate) -> Q:
    """The registrations made for the authority of a mandate, or into its structures.

    Those of a nation or a region are many, and told row by row, the latest first; those of a structure are few, and
    gathered.
    """
    authority = mandate.authority
    if authority.kind == AuthorityKind.NATIONAL:
        return Q(practitioner__is_test=authority.is_test)
    own = Q(authority=authority)
    if authority.kind == AuthorityKind.REGIONAL:
        place = {"region_code": authority.region_code, "is_test": authority.is_test}
        return own | Q(**{f"role__organization__{name}": value for name, value in place.items()})
    into = Enrolment.objects.filter(role__organization__in=structures_of([mandate])).values("pk")
    return Q(pk__in=into if mandate.organization_id else Enrolment.objects.filter(own).values("pk").union(into))


def authorities_below(mandate: Mandate, prefix: str = "") -> Q:
    """The authority of a mandate, and those below it: all of a nation, the structures of a region.

    prefix: from the rows that are asked to their authority, as `authority__`.
    """
    authority = mandate.authority
    world = Q(**{f"{prefix}is_test": authority.is_test})
    if authority.kind == AuthorityKind.NATIONAL:
        return world
    own = Q(**{f"{prefix}pk": authority.pk})
    if authority.kind != AuthorityKind.REGIONAL:
        return own
    region = {f"{prefix}organization__region_code": authority.region_code, f"{prefix}kind": AuthorityKind.LOCAL}
    return own | (world & Q(**region))


def any_of(conditions: Iterable[Q]) -> Q:
    """One of these; nothing where there is none."""
    return reduce(or_, conditions, Q(pk__in=[]))


def _distinct(mandates: Iterable[Mandate]) -> list[Mandate]:
    """One for each scope: several roles for one authority reach the same."""
    return list({(mandate.authority_id, mandate.organization_id): mandate for mandate in mandates}.values())


def _people(mandate: Mandate, now: datetime) -> Q:
    """One mandate's people, always of its own world (test or real)."""
    authority = mandate.authority
    world = Q(is_test=authority.is_test)
    if authority.kind == AuthorityKind.NATIONAL:
        return world
    answered_for = Practitioner.objects.filter(authority=authority).values("pk")
    if authority.kind == AuthorityKind.ORDER:
        return world & Q(pk__in=answered_for.union(_registered(authority)))
    since = timezone.localdate(now) - RECENT_ROLE
    current = Q(valid_until__isnull=True) | Q(valid_until__gt=since)
    working = PractitionerRole.objects.filter(current, organization__in=structures_of([mandate]))
    enrolled = Enrolment.objects.filter(authority=authority).values("practitioner")
    if mandate.organization_id:
        there = enrolled.filter(role__organization=mandate.organization_id)
        return world & Q(pk__in=working.values("exercise__practitioner").union(there))
    return world & Q(pk__in=answered_for.union(working.values("exercise__practitioner"), enrolled))


def _registered(authority: RegistrationAuthority) -> QuerySet[Any, Any]:
    """The people of an order; for a departmental council, those of them who practise in its department."""
    exercises = ProfessionalExercise.objects.filter(order_code=authority.code)
    if authority.department_code:
        exercises = exercises.filter(roles__organization__department_code=authority.department_code)
    return exercises.values("practitioner")


def _structures(mandate: Mandate) -> Q:
    authority = mandate.authority
    world = Q(is_test=authority.is_test)
    match authority.kind:
        case AuthorityKind.NATIONAL:
            return world
        case AuthorityKind.REGIONAL:
            return world & Q(region_code=authority.region_code)
        case AuthorityKind.LOCAL:
            own = _own_structures(authority)
            return own & Q(pk=mandate.organization_id) if mandate.organization_id else own
        case AuthorityKind.ORDER:
            exercises = ProfessionalExercise.objects.filter(order_code=authority.code)
            roles = PractitionerRole.objects.filter(exercise__in=exercises, organization__isnull=False)
            where = Q(department_code=authority.department_code) if authority.department_code else Q()
            return world & where & Q(pk__in=roles.values("organization"))
        case _:
            return Q(pk__in=[])


def _own_structures(authority: RegistrationAuthority) -> Q:
    own = authority.organization
    if own is None:
        return Q(pk__in=[])
    sites = Q(parent=own) | (Q(legal_entity_finess=own.finess) if own.finess else Q(parent=own))
    return Q(is_test=authority.is_test) & (Q(pk=own.pk) | sites)
