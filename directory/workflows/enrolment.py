"""A registrar registers a person: number, identity, role, contacts, trace and letters, in one transaction."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from directory import journal, permissions
from directory.errors import PossibleDuplicate
from directory.models import (
    Account,
    CivilIdentity,
    ContactKind,
    ContactPoint,
    Enrolment,
    Practitioner,
    RegistrationAuthority,
)
from directory.vocabulary.codes import IdentifierType
from directory.workflows.applicant import Person, Practice
from directory.workflows.contact_proof import send_codes
from directory.workflows.numbering import allot_rpps
from directory.workflows.placing import place, require_authority
from directory.workflows.practice_rules import check_birth_date, check_practice
from directory.workflows.similar_people import find_similar_to

_CIVILITIES = {"F": "MME", "M": "M"}
_DUPLICATE_LOCK = 7_021  # advisory lock: two registrations of one birth date follow one another


def enrol(
    *,
    registrar: Account,
    person: Person,
    practice: Practice,
    now: datetime,
    strangers: frozenset[int] = frozenset(),
) -> Enrolment:
    """Register a new person and send codes to both contacts.

    strangers: primary keys of people alike whom the registrar compared and says are somebody else.
    Raises NotAllowed, InvalidPractice, PossibleDuplicate (people alike that are not among strangers), RangeExhausted.
    """
    authority = require_authority(registrar, practice.organization, now)
    today = timezone.localdate(now)
    check_birth_date(person.birth_date, today=today)
    check_practice(practice, today=today)
    with transaction.atomic():
        compared_with = _refuse_duplicates(person, authority, strangers)
        practitioner = _create_practitioner(person, authority, now)
        enrolment = place(practitioner, practice, authority=authority, registrar=registrar, now=now)
        send_codes(
            contacts=_create_contacts(practitioner, person, now),
            holder=practitioner.display_name,
            sender=authority.name,
            now=now,
        )
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


def _create_contacts(practitioner: Practitioner, person: Person, now: datetime) -> list[ContactPoint]:
    return ContactPoint.objects.bulk_create(
        [
            ContactPoint(practitioner=practitioner, kind=ContactKind.EMAIL, email=person.email, created_at=now),
            ContactPoint(practitioner=practitioner, kind=ContactKind.MOBILE, mobile=person.mobile, created_at=now),
        ]
    )
