"""A registrar registers a person: number, identity, role, contacts, trace and letters, in one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory import journal
from directory.models import Account, Enrolment
from directory.workflows.applicant import Person, Practice
from directory.workflows.contact_proof import send_codes
from directory.workflows.open_requests import refuse_open_request
from directory.workflows.placing import require_authority
from directory.workflows.practice_rules import check_birth_date, check_practice
from directory.workflows.registering import register_new


def enrol(
    *,
    registrar: Account,
    person: Person,
    practice: Practice,
    now: datetime,
    strangers: frozenset[int] = frozenset(),
    origin: Mapping[str, journal.Detail] | None = None,
) -> Enrolment:
    """Register a new person and send codes to both contacts.

    strangers: primary keys of people alike whom the registrar compared and says are somebody else.
    origin: what else the trace tells: which import the person came with.
    Raises NotAllowed, InvalidPractice, OpenRequest, PossibleDuplicate (people alike that are not among strangers),
    RangeExhausted.
    """
    authority = require_authority(registrar, practice.organization, now)
    today = timezone.localdate(now)
    check_birth_date(person.birth_date, today=today)
    check_practice(practice, today=today)
    with transaction.atomic():
        refuse_open_request(person, practice.organization, now=now)
        enrolment, contacts = register_new(
            person=person,
            practice=practice,
            authority=authority,
            registrar=registrar,
            now=now,
            strangers=strangers,
            origin=origin,
        )
        send_codes(
            contacts=contacts,
            holder=enrolment.practitioner.display_name,
            sender=authority.name,
            now=now,
        )
    return enrolment
