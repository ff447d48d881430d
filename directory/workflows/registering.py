"""A step of enrolment, direct or from a request: a new person is made, or one more role is given to a known one.

Permission and dates are the caller's first steps; everything here happens in the caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from directory import correspondence, journal, permissions
from directory.errors import PossibleDuplicate
from directory.models import (
    Account,
    CivilIdentity,
    ContactKind,
    ContactPoint,
    Enrolment,
    Practitioner,
    RegistrationAuthority,
    VerificationSource,
)
from directory.vocabulary.codes import IdentifierType
from directory.workflows.applicant import Person, Practice
from directory.workflows.numbering import allot_rpps
from directory.workflows.placing import place
from directory.workflows.similar_people import find_similar_to

NOTICE = "enrolment_notice"
_CIVILITIES = {"F": "MME", "M": "M"}
_DUPLICATE_LOCK = 7_021  # advisory lock: two registrations of one birth date follow one another


@dataclass(frozen=True)
class Proofs:
    """When the person proved each contact, before they were registered; None: not yet."""

    email_at: datetime | None = None
    mobile_at: datetime | None = None


def register_new(
    *,
    person: Person,
    practice: Practice,
    authority: RegistrationAuthority,
    registrar: Account,
    now: datetime,
    strangers: frozenset[int] = frozenset(),
    proofs: Proofs = Proofs(),
    origin: Mapping[str, journal.Detail] | None = None,
) -> tuple[Enrolment, list[ContactPoint]]:
    """A number, an identity, a role, contacts and a trace; returns the act and the contacts.

    strangers: primary keys of people alike whom the registrar says are somebody else. origin: what else the trace
    tells: which import the person came with. Raises InvalidPractice, PossibleDuplicate, RangeExhausted.
    """
    compared_with = _refuse_duplicates(person, authority, strangers)
    practitioner = _create_practitioner(person, authority, now)
    enrolment = place(practitioner, practice, authority=authority, registrar=registrar, now=now)
    contacts = _create_contacts(practitioner, person, proofs, now)
    journal.record(
        action="directory.enrolled",
        actor=registrar,
        practitioner_id=practitioner.pk,
        subject=enrolment,
        now=now,
        mandate=permissions.acting_mandate(registrar, authority, now),
        authority_id=authority.pk,
        role=practice.role_code,
        compared_with=[str(key) for key in sorted(compared_with)],
        **dict[str, Any](origin or {}),
    )
    return enrolment, contacts


def add_to_known(
    *,
    practitioner_id: int,
    practice: Practice,
    authority: RegistrationAuthority,
    registrar: Account,
    now: datetime,
    origin: Mapping[str, journal.Detail] | None = None,
) -> Enrolment:
    """One more role for somebody of the directory; their proven contacts are told, and none is changed.

    Raises InvalidPractice for a role that they already hold there.
    """
    locked = Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner_id)
    enrolment = place(locked, practice, authority=authority, registrar=registrar, now=now)
    told = ContactPoint.objects.filter(practitioner=locked, ended_at__isnull=True, verified_at__isnull=False)
    correspondence.write_to_contacts(
        event=NOTICE,
        contacts=list(told),
        context={
            "holder": locked.display_name,
            "sender": authority.name,
            "structure": practice.organization.display_name,
        },
        practitioner_id=locked.pk,
        now=now,
    )
    journal.record(
        action="directory.role_added",
        actor=registrar,
        practitioner_id=locked.pk,
        subject=enrolment,
        now=now,
        mandate=permissions.acting_mandate(registrar, authority, now),
        authority_id=authority.pk,
        role=practice.role_code,
        **dict[str, Any](origin or {}),
    )
    return enrolment


def _refuse_duplicates(person: Person, authority: RegistrationAuthority, strangers: frozenset[int]) -> list[int]:
    """The keys of the people alike, all of whom the registrar says are somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DUPLICATE_LOCK, person.birth_date.toordinal()])
    similar = find_similar_to(person, is_test=authority.is_test)
    if not set(similar) <= strangers:
        raise PossibleDuplicate(practitioner_ids=similar)
    return similar


def _create_practitioner(person: Person, authority: RegistrationAuthority, now: datetime) -> Practitioner:
    rpps = allot_rpps(is_test=authority.is_test)
    practitioner = Practitioner.objects.create(
        national_id=f"{IdentifierType.RPPS.value}{rpps}",
        identifier_type=IdentifierType.RPPS.value,
        identifier=rpps,
        civility_code=_CIVILITIES.get(person.sex_code, ""),
        family_name=person.family_name,
        given_names=person.shown_given_names,
        authority=authority,
        is_test=authority.is_test,
        created_at=now,
        updated_at=now,
    )
    CivilIdentity.objects.create(
        practitioner=practitioner,
        birth_family_name=person.birth_family_name.upper(),
        given_names=person.given_names,
        birth_date=person.birth_date,
        sex_code=person.sex_code,
    )
    return practitioner


def _create_contacts(practitioner: Practitioner, person: Person, proofs: Proofs, now: datetime) -> list[ContactPoint]:
    """Those that the person has proven already serve at once: first values need no delay."""
    return ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                practitioner=practitioner,
                kind=kind,
                verified_at=proven_at,
                verified_by=VerificationSource.CODE if proven_at else "",
                settled_at=now if proven_at else None,
                created_at=now,
                **value,
            )
            for kind, value, proven_at in (
                (ContactKind.EMAIL, {"email": person.email}, proofs.email_at),
                (ContactKind.MOBILE, {"mobile": person.mobile}, proofs.mobile_at),
            )
        ]
    )
