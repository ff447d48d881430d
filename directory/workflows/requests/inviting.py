"""A registrar invites somebody to be registered: a link leaves by e-mail, again if need be, and can be withdrawn."""

from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed, OpenRequest, RequestRefused
from directory.models import (
    Account,
    EnrolmentRequest,
    Organization,
)
from directory.policy import INVITATION_LIFETIME
from directory.vocabulary.requests import RequestOrigin, RequestState, StepKind
from directory.workflows.contact_proof import Sending
from directory.workflows.placing import require_authority
from directory.workflows.requests.beginning import begin, open_request_of
from directory.workflows.requests.links import digest_of, may_send_link, wait_for_turn
from directory.workflows.requests.locking import lock
from directory.workflows.requests.moving import move, note
from directory.workflows.requests.telling import tell

EVENT = "request_invitation"
WITHDRAWABLE = (RequestState.INVITED, RequestState.DRAFT)


def invite(*, registrar: Account, organization: Organization, email: str, now: datetime) -> EnrolmentRequest:
    """Invite whoever reads this address. Raises NotAllowed, OpenRequest, RequestRefused (too_many_links).

    An attempt that somebody began alone for this address, and that no registrar knows of, becomes the invitation.
    """
    authority = require_authority(registrar, organization, now)
    email = email.lower()
    with transaction.atomic():
        wait_for_turn(digest_of(email))
        request = open_request_of(organization, email, now)
        if request is not None and EnrolmentRequest.objects.known_to_registrars().filter(pk=request.pk).exists():
            raise OpenRequest(request_id=request.pk)
        if may_send_link(email, now) is Sending.TOO_MANY:
            raise RequestRefused(reason="too_many_links")
        if request is None:
            request = begin(organization, authority, email, origin=RequestOrigin.INVITATION, now=now)
        else:
            EnrolmentRequest.objects.filter(pk=request.pk).update(
                origin=RequestOrigin.INVITATION, authority=authority, expires_at=now + INVITATION_LIFETIME
            )
            request.refresh_from_db()
        note(request, StepKind.INVITED, now=now, actor=registrar)
        tell(request, EVENT, now=now, lifetime=INVITATION_LIFETIME)
        journal.record(
            action="directory.request_invited",
            actor=registrar,
            subject=request,
            now=now,
            mandate=permissions.acting_mandate(registrar, authority, now),
            structure=organization.pk,
        )
    return request


def send_again(*, registrar: Account, request: EnrolmentRequest, now: datetime) -> Sending:
    """Send the link of an invitation again, for as long again. Raises NotAllowed, RequestRefused (state)."""
    if not permissions.can_enrol(registrar, request.organization, now):
        raise NotAllowed()
    with transaction.atomic():
        locked = _lock_invitation(request)
        wait_for_turn(digest_of(locked.answers.email))
        allowed = may_send_link(locked.answers.email, now)
        if allowed is not Sending.SENT:
            return allowed
        EnrolmentRequest.objects.filter(pk=locked.pk).update(expires_at=now + INVITATION_LIFETIME)
        locked.refresh_from_db(fields=["expires_at"])
        note(locked, StepKind.LINK_SENT, now=now, actor=registrar)
        tell(locked, EVENT, now=now, lifetime=INVITATION_LIFETIME)
        journal.record(
            action="directory.request_link_sent",
            actor=registrar,
            subject=locked,
            now=now,
            mandate=permissions.acting_mandate(registrar, locked.authority, now),
            structure=locked.organization_id,
        )
    return Sending.SENT


def withdraw_invitation(*, registrar: Account, request: EnrolmentRequest, version: int, now: datetime) -> None:
    """Take an invitation back before the person has sent anything; they are told.

    Raises NotAllowed, RequestRefused (state), RequestChanged.
    """
    if not permissions.can_enrol(registrar, request.organization, now):
        raise NotAllowed()
    with transaction.atomic():
        locked = _lock_invitation(request)
        move(locked, RequestState.WITHDRAWN, now=now, version=version, actor=registrar)
        tell(locked, "request_withdrawn", now=now)


def _lock_invitation(request: EnrolmentRequest) -> EnrolmentRequest:
    locked = lock(request, origin=RequestOrigin.INVITATION, state__in=WITHDRAWABLE)
    if locked is None:
        raise RequestRefused(reason="state")
    return locked
