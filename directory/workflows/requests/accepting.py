"""A registrar accepts a request: by the rules of a direct enrolment, with the contacts that the person has proven."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from directory.errors import NotAllowed, RequestChanged, RequestRefused, UnknownPerson
from directory.models import Account, Enrolment, EnrolmentRequest, RegistrationAuthority
from directory.models.contact import e164
from directory.states import DECIDED_BY_REGISTRAR
from directory.vocabulary.requests import RequestState
from directory.workflows.applicant import Person, Practice
from directory.workflows.placing import require_authority
from directory.workflows.practice_rules import check_birth_date, check_practice
from directory.workflows.registering import Proofs, add_to_known, register_new
from directory.workflows.requests.locking import lock
from directory.workflows.requests.moving import move
from directory.workflows.requests.telling import tell
from directory.workflows.similar_people import find_similar_to


def accept_as_new(
    *,
    registrar: Account,
    request: EnrolmentRequest,
    version: int,
    person: Person,
    practice: Practice,
    now: datetime,
    strangers: frozenset[int] = frozenset(),
) -> Enrolment:
    """Register somebody whom the directory does not know; their contacts serve at once, proven as they are.

    person, practice: as typed, or as the registrar corrected them; contacts are those of the request, whatever person
    says. Raises NotAllowed, InvalidPractice, RequestChanged, RequestRefused (mobile), PossibleDuplicate,
    RangeExhausted.
    """

    def register(locked: EnrolmentRequest, authority: RegistrationAuthority) -> Enrolment:
        answers = locked.answers
        enrolment, _contacts = register_new(
            person=replace(person, email=answers.email, mobile=e164(answers.mobile)),
            practice=practice,
            authority=authority,
            registrar=registrar,
            now=now,
            strangers=strangers,
            proofs=Proofs(locked.email_verified_at, locked.mobile_verified_at),
        )
        return enrolment

    check_birth_date(person.birth_date, today=timezone.localdate(now))
    return _accept(registrar, request, version, practice, register, now)


def accept_as_known(
    *,
    registrar: Account,
    request: EnrolmentRequest,
    version: int,
    practitioner_id: int,
    person: Person,
    practice: Practice,
    now: datetime,
) -> Enrolment:
    """Give one more role to the one person whom the registrar chose among those alike; none of their contacts changes.

    Raises NotAllowed, InvalidPractice, RequestChanged, RequestRefused (mobile), UnknownPerson.
    """

    def register(locked: EnrolmentRequest, authority: RegistrationAuthority) -> Enrolment:
        alike = find_similar_to(person, is_test=authority.is_test)
        if practitioner_id not in alike and practitioner_id != locked.practitioner_id:
            raise UnknownPerson()
        return add_to_known(
            practitioner_id=practitioner_id, practice=practice, authority=authority, registrar=registrar, now=now
        )

    return _accept(registrar, request, version, practice, register, now)


def _accept(
    registrar: Account,
    request: EnrolmentRequest,
    version: int,
    practice: Practice,
    register: Callable[[EnrolmentRequest, RegistrationAuthority], Enrolment],
    now: datetime,
) -> Enrolment:
    authority = require_authority(registrar, request.organization, now)
    if practice.organization.pk != request.organization_id:
        raise NotAllowed()
    check_practice(practice, today=timezone.localdate(now))
    with transaction.atomic():
        locked = _lock_as_read(request, version, now)
        enrolment = register(locked, authority)
        move(
            locked,
            RequestState.ACCEPTED,
            now=now,
            version=version,
            actor=registrar,
            enrolment_id=enrolment.pk,
            practitioner_id=enrolment.practitioner_id,
        )
        tell(locked, "request_accepted", now=now, number=enrolment.practitioner.national_id)
    return enrolment


def _lock_as_read(request: EnrolmentRequest, version: int, now: datetime) -> EnrolmentRequest:
    """The request as the registrar read it; a second registrar waits here, and is refused then."""
    locked = lock(request, state__in=DECIDED_BY_REGISTRAR, version=version, expires_at__gt=now)
    if locked is None:
        raise RequestChanged()
    if locked.mobile_verified_at is None:
        raise RequestRefused(reason="mobile")
    return locked
