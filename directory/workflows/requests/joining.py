"""Somebody asks, without an invitation, to be registered in a structure: a link leaves for the address they typed.

Whoever types an address learns nothing: it is answered the same whether a request is open, a link has just left, or
the day's links are used up.
"""

from datetime import datetime

from django.db import transaction

from directory import correspondence, journal
from directory.errors import RequestRefused
from directory.models import (
    EnrolmentAnswers,
    EnrolmentRequest,
    MessageChannel,
    Organization,
    RegistrationAuthority,
)
from directory.policy import INVITATION_LIFETIME
from directory.queries.joinable import local_authority_of
from directory.vocabulary.requests import RequestOrigin, StepKind
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.ending import end_if_late
from directory.workflows.requests.links import (
    digest_of,
    may_send_link,
    network_digest,
    require_network_quota,
    wait_for_turn,
)
from directory.workflows.requests.moving import note
from directory.workflows.requests.telling import tell

EVENT = "request_link"


def ask_for_link(*, organization: Organization, email: str, address: str, now: datetime) -> None:
    """Send the link of a new request, or of the one that this address has open in this structure.

    address: of the caller, empty when unknown. Raises RequestRefused (structure) when no local authority of it is
    open, TooManyLinks.
    """
    authority = local_authority_of(organization, now)
    if authority is None:
        raise RequestRefused(reason="structure")
    email, network = email.lower(), network_digest(address)
    with transaction.atomic():
        require_network_quota(network, now)
        wait_for_turn(digest_of(email))
        allowed = may_send_link(email, now)
        request = _open_request(organization, email, now)
        if allowed is not Sending.SENT:
            _write_decoy(organization, authority, now)
            return
        if request is None:
            request = _create(organization, authority, email, now)
        else:
            note(request, StepKind.LINK_SENT, now=now)
        tell(request, EVENT, now=now, network=network)
        journal.record(action="directory.request_link_sent", subject=request, now=now, structure=organization.pk)


def _open_request(organization: Organization, email: str, now: datetime) -> EnrolmentRequest | None:
    rows = EnrolmentRequest.objects.open().filter(organization=organization, email_digest=digest_of(email))
    request = rows.select_related("organization", "authority", "answers").first()
    return None if request is None or end_if_late(request, now=now) else request


def _create(
    organization: Organization, authority: RegistrationAuthority, email: str, now: datetime
) -> EnrolmentRequest:
    request = EnrolmentRequest.objects.create(
        organization=organization,
        authority=authority,
        origin=RequestOrigin.PERSON,
        email_digest=digest_of(email),
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    EnrolmentAnswers.objects.create(request=request, email=email)
    note(request, StepKind.LINK_SENT, now=now)
    return request


def _write_decoy(organization: Organization, authority: RegistrationAuthority, now: datetime) -> None:
    """A message that is never sent, and costs what a real one does."""
    context = {
        "holder": "",
        "structure": organization.display_name,
        "sender": authority.name,
        "end": "",
        "link": "",
    }
    draft = correspondence.Draft(channel=MessageChannel.EMAIL, to="", context=context)
    correspondence.write(event=EVENT, drafts=[draft], practitioner_id=None, now=now)
