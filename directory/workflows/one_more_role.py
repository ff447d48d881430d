"""A registrar adds an activity to somebody whom the directory knows: role, trace and letters, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory import correspondence, journal, permissions
from directory.errors import UnknownPerson
from directory.models import Account, ContactPoint, Enrolment, Practitioner
from directory.workflows.applicant import Person, Practice
from directory.workflows.placing import place, require_authority
from directory.workflows.practice_rules import check_practice
from directory.workflows.similar_people import find_similar_to

NOTICE = "enrolment_notice"


def add_role(
    *, registrar: Account, practitioner_id: int, person: Person, practice: Practice, now: datetime
) -> Enrolment:
    """Register a known person into one more structure; their proven contacts are told, and none is changed.

    person: as the registrar typed them; only somebody like them may be chosen, so that a key alone reaches nobody.
    Raises NotAllowed, UnknownPerson (missing, not alike, or across the border of test and real people),
    InvalidPractice.
    """
    authority = require_authority(registrar, practice.organization, now)
    if practitioner_id not in find_similar_to(person, is_test=authority.is_test):
        raise UnknownPerson()
    check_practice(practice, today=timezone.localdate(now))
    with transaction.atomic():
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
        )
    return enrolment
