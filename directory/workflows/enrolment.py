"""A registrar registers a person: number, identity, role, contacts, trace and letters, in one transaction."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from directory import correspondence, journal, permissions
from directory.errors import InvalidPractice, NotAllowed, PossibleDuplicate
from directory.models import (
    Account,
    CivilIdentity,
    ContactKind,
    ContactPoint,
    Enrolment,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from directory.vocabulary.codes import ActivityMode, IdentifierType, ProfessionalCategory
from directory.workflows.applicant import Person, Practice
from directory.workflows.contact_proof import send_codes
from directory.workflows.numbering import allot_rpps
from directory.workflows.practice_rules import check_birth_date, check_practice
from directory.workflows.similar_people import find_similar

NOTICE = "enrolment_notice"
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
    authority = _require_authority(registrar, practice.organization, now)
    today = timezone.localdate(now)
    check_birth_date(person.birth_date, today=today)
    check_practice(
        practice.role_code, practice.profession_code, practice.activity_kind_code, practice.start_date, today
    )
    with transaction.atomic():
        _refuse_duplicates(person, authority, strangers)
        practitioner = _create_practitioner(person, authority, now)
        enrolment = _enrol_into(practitioner, practice, authority, registrar, now)
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
            authority=authority.pk,
            role=practice.role_code,
            compared_with=[str(key) for key in sorted(strangers)],
        )
    return enrolment


def add_role(*, registrar: Account, practitioner: Practitioner, practice: Practice, now: datetime) -> Enrolment:
    """Register a known person into one more structure; their proven contacts are told, and none is changed.

    Raises NotAllowed (also across the border of test and real people), InvalidPractice.
    """
    authority = _require_authority(registrar, practice.organization, now)
    if practitioner.is_test is not authority.is_test:
        raise NotAllowed()
    today = timezone.localdate(now)
    check_practice(
        practice.role_code, practice.profession_code, practice.activity_kind_code, practice.start_date, today
    )
    with transaction.atomic():
        locked = Practitioner.objects.select_for_update(of=("self",)).get(pk=practitioner.pk)
        enrolment = _enrol_into(locked, practice, authority, registrar, now)
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
            authority=authority.pk,
            role=practice.role_code,
        )
    return enrolment


def _require_authority(registrar: Account, organization: Organization, now: datetime) -> RegistrationAuthority:
    authority = permissions.enrolling_authority(registrar, organization, now)
    if authority is None:
        raise NotAllowed()
    return authority


def _refuse_duplicates(person: Person, authority: RegistrationAuthority, strangers: frozenset[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DUPLICATE_LOCK, person.birth_date.toordinal()])
    similar = find_similar(
        family_names=[person.birth_family_name, person.practice_family_name],
        given_names=f"{person.given_names} {person.practice_given_name}",
        birth_date=person.birth_date,
        is_test=authority.is_test,
    )
    if not set(similar) <= strangers:
        raise PossibleDuplicate(practitioner_ids=similar)


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


def _enrol_into(
    practitioner: Practitioner,
    practice: Practice,
    authority: RegistrationAuthority,
    registrar: Account,
    now: datetime,
) -> Enrolment:
    exercise, _ = ProfessionalExercise.objects.get_or_create(
        practitioner=practitioner,
        profession_code=practice.profession_code,
        category_code=ProfessionalCategory.CIVILIAN.value,
        defaults={
            "civility_code": practitioner.civility_code,
            "practice_family_name": practitioner.family_name,
            "practice_given_name": practitioner.given_names,
            "authority": authority,
            "authority_code": authority.code,
            "valid_from": practice.start_date,
        },
    )
    running = PractitionerRole.objects.filter(
        exercise=exercise, organization=practice.organization, role_code=practice.role_code, valid_until__isnull=True
    )
    if running.exists():
        raise InvalidPractice(field="role_code", reason="already_open")
    role = PractitionerRole.objects.create(
        exercise=exercise,
        organization=practice.organization,
        mode_code=ActivityMode.EMPLOYED.value,
        sector_code=practice.organization.sector_code,
        role_code=practice.role_code,
        activity_kind_code=practice.activity_kind_code,
        authority=authority,
        authority_code=authority.code,
        valid_from=practice.start_date,
    )
    return Enrolment.objects.create(
        practitioner=practitioner, authority=authority, role=role, enrolled_by=registrar, enrolled_at=now
    )
