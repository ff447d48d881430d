"""A step of direct enrolment: whoever has an open request in that structure is registered through it."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from directory.codes import target_digest
from directory.errors import OpenRequest
from directory.models import EnrolmentAnswers, EnrolmentRequest, Organization
from directory.workflows.applicant import Person
from directory.workflows.requests.typed import person_of
from directory.workflows.similar_people import is_like


def refuse_open_request(
    person: Person, organization: Organization, *, now: datetime, practitioner_id: int | None = None
) -> None:
    """Raises OpenRequest for the same person, the same e-mail address, or the same traits.

    What registrars do not know of cannot stand in their way: a link that somebody had sent to an address is nothing.
    """
    waiting = (
        EnrolmentRequest.objects.open().known_to_registrars().filter(organization=organization, expires_at__gt=now)
    )
    same = Q(email_digest=target_digest(settings.CODE_PEPPER, person.email))
    if practitioner_id is not None:
        same |= Q(practitioner_id=practitioner_id)
    found = waiting.filter(same).order_by("pk").values_list("pk", flat=True).first() or _alike(person, waiting)
    if found is not None:
        raise OpenRequest(request_id=found)


def _alike(person: Person, waiting: QuerySet[EnrolmentRequest]) -> int | None:
    """A structure has few open requests: they are compared here, one by one."""
    sent = waiting.filter(submitted_at__isnull=False)
    for answers in EnrolmentAnswers.objects.filter(request__in=sent, birth_date__isnull=False).order_by("pk"):
        if is_like(person, person_of(answers)):
            return answers.request_id
    return None
