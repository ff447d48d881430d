"""A step of requests: the one that an address has open in a structure, or a new one."""

from datetime import datetime

from directory.models import EnrolmentAnswers, EnrolmentRequest, Organization, RegistrationAuthority
from directory.policy import INVITATION_LIFETIME
from directory.vocabulary.requests import RequestOrigin
from directory.workflows.requests.ending import end_if_late
from directory.workflows.requests.links import digest_of


def open_request_of(organization: Organization, email: str, now: datetime) -> EnrolmentRequest | None:
    """The open request of this address in this structure; one whose time is over ends here."""
    rows = EnrolmentRequest.objects.open().filter(organization=organization, email_digest=digest_of(email))
    request = rows.select_related("organization", "authority", "answers").first()
    return None if request is None or end_if_late(request, now=now) else request


def begin(
    organization: Organization, authority: RegistrationAuthority, email: str, *, origin: RequestOrigin, now: datetime
) -> EnrolmentRequest:
    """A request of which nothing is known but the address, in lower case."""
    request = EnrolmentRequest.objects.create(
        organization=organization,
        authority=authority,
        origin=origin,
        email_digest=digest_of(email),
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    EnrolmentAnswers.objects.create(request=request, email=email)
    return request
