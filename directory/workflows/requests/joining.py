"""Somebody asks, without an invitation, to be registered in a structure: a link leaves for the address they typed.

Whoever types an address learns nothing: it is answered the same whether a request is open, a link has just left, or
the day's links are used up.
"""

from datetime import datetime

from django.db import transaction

from directory import correspondence, journal
from directory.errors import RequestRefused
from directory.models import (
    MessageChannel,
    Organization,
    RegistrationAuthority,
)
from directory.queries.joinable import local_authority_of
from directory.vocabulary.requests import RequestOrigin, StepKind
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.beginning import begin, open_request_of
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
        request = open_request_of(organization, email, now)
        if allowed is not Sending.SENT:
            _write_decoy(organization, authority, now)
            return
        if request is None:
            request = begin(organization, authority, email, origin=RequestOrigin.PERSON, now=now)
        note(request, StepKind.LINK_SENT, now=now)
        tell(request, EVENT, now=now, network=network)
        journal.record(action="directory.request_link_sent", subject=request, now=now, structure=organization.pk)


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
