"""A registrar adds an activity to somebody whom the directory knows: role, trace and letters, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory import journal
from directory.errors import UnknownPerson
from directory.models import Account, Enrolment
from directory.workflows.applicant import Person, Practice
from directory.workflows.open_requests import refuse_open_request
from directory.workflows.placing import require_authority
from directory.workflows.practice_rules import check_practice
from directory.workflows.registering import add_to_known
from directory.workflows.similar_people import find_similar_to


def add_role(
    *,
    registrar: Account,
    practitioner_id: int,
    person: Person,
    practice: Practice,
    now: datetime,
    origin: Mapping[str, journal.Detail] | None = None,
) -> Enrolment:
    """Register a known person into one more structure; their proven contacts are told, and none is changed.

    person: as the registrar typed them; only somebody like them may be chosen, so that a key alone reaches nobody.
    origin: what else the trace tells: which import the activity came with.
    Raises NotAllowed, UnknownPerson (missing, not alike, or across the border of test and real people),
    InvalidPractice, OpenRequest.
    """
    authority = require_authority(registrar, practice.organization, now)
    if practitioner_id not in find_similar_to(person, is_test=authority.is_test):
        raise UnknownPerson()
    check_practice(practice, today=timezone.localdate(now))
    with transaction.atomic():
        refuse_open_request(person, practice.organization, now=now, practitioner_id=practitioner_id)
        return add_to_known(
            practitioner_id=practitioner_id,
            practice=practice,
            authority=authority,
            registrar=registrar,
            now=now,
            origin=origin,
        )
