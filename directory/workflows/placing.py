"""A step of enrolment: a person is placed in a structure, for an authority that may do so."""

from datetime import datetime

from directory import permissions
from directory.errors import InvalidPractice, NotAllowed
from directory.models import (
    Account,
    Enrolment,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from directory.vocabulary.codes import ActivityMode, ProfessionalCategory
from directory.workflows.applicant import Practice


def require_authority(registrar: Account, organization: Organization, now: datetime) -> RegistrationAuthority:
    """The authority for which this account registers into this structure. Raises NotAllowed."""
    authority = permissions.enrolling_authority(registrar, organization, now)
    if authority is None:
        raise NotAllowed()
    return authority


def place(
    practitioner: Practitioner,
    practice: Practice,
    *,
    authority: RegistrationAuthority,
    registrar: Account,
    now: datetime,
) -> Enrolment:
    """Open the role, on the exercise of that profession, and write the act, in the caller's transaction.

    Raises InvalidPractice for a role that the person already holds there.
    """
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
