"""A service asks to sign in real people: submitted by its team, questioned and decided by a reviewer, in writing.

A change of what is in production takes the same way: nobody changes alone where real people are sent.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from directory import correspondence, journal
from directory.correspondence import Draft
from directory.errors import NotAllowed
from directory.models import Account, MessageChannel
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.library import registration
from oidc.models import ProductionRequest, RelyingParty, RequestMessage, Service
from oidc.models.production_request import OPEN_STATES
from oidc.protocol import digests
from oidc.protocol.client_metadata import ClientMetadata, read_metadata
from oidc.protocol.comparing import compare
from oidc.vocabulary import Environment, RequestState
from oidc.workflows.registering import change_registration, check_registration, lock_service, tell_registered

EVENT = "service_request"


def submit_request(
    *, account: Account, service: Service, metadata: ClientMetadata, reasons: Mapping[str, str], now: datetime
) -> ProductionRequest:
    """Ask for a registration in production, or for another one in the place of the present. reasons: by scope, and by
    identifier of a resource server.

    Raises NotAllowed, RegistrationRefused, ServiceRefused (`request_is_open`, `nothing_changes`, `reason_is_missing`
    and `reason_is_too_long` with `what` it is of).
    """
    asked = replace(metadata, environment=Environment.PRODUCTION.value, client_id="")
    with transaction.atomic():
        locked = lock_service(account, service)
        if ProductionRequest.objects.filter(service=locked, state__in=OPEN_STATES).exists():
            raise ServiceRefused("request_is_open")
        check_registration(asked)
        present = locked.relying_parties.filter(environment=Environment.PRODUCTION).select_related("client").first()
        if present and not any(one.is_changed for one in compare(registration.metadata_of(present), asked)):
            raise ServiceRefused("nothing_changes")
        request = ProductionRequest.objects.create(
            service=locked,
            metadata=asked.as_members(),
            reasons=_read_reasons(reasons, asked),
            submitted_by=account,
            submitted_at=now,
        )
        journal.record(action="oidc.production_asked", actor=account, subject=locked, now=now, request=request.pk)
    return request


def answer_question(*, account: Account, request: ProductionRequest, text: str, now: datetime) -> None:
    """The team answers, and the request waits for a reviewer again. Raises NotAllowed, ServiceRefused (`text`,
    `moved_on`).
    """
    with transaction.atomic():
        if not permissions.is_member(account, request.service):
            raise NotAllowed
        _move(request, {RequestState.ASKED}, RequestState.SUBMITTED)
        _say(request, account, text, is_of_review=False, now=now)
        journal.record(
            action="oidc.production_answered", actor=account, subject=request.service, now=now, request=request.pk
        )


def withdraw_request(*, account: Account, request: ProductionRequest, now: datetime) -> None:
    """The team asks no more. Raises NotAllowed, ServiceRefused (`moved_on`)."""
    with transaction.atomic():
        if not permissions.is_member(account, request.service):
            raise NotAllowed
        _move(request, set(OPEN_STATES), RequestState.WITHDRAWN)
        ProductionRequest.objects.filter(pk=request.pk).update(decided_at=now)
        journal.record(
            action="oidc.production_withdrawn", actor=account, subject=request.service, now=now, request=request.pk
        )


def ask_team(*, reviewer: Account, request: ProductionRequest, text: str, now: datetime) -> None:
    """A reviewer asks; the team is told by mail. Raises NotAllowed, ServiceRefused (`text`, `moved_on`)."""
    with transaction.atomic():
        _require(reviewer, request, now)
        _move(request, {RequestState.SUBMITTED}, RequestState.ASKED)
        _say(request, reviewer, text, is_of_review=True, now=now)
        _tell_team(request, "asked", now)
        journal.record(
            action="oidc.production_questioned", actor=reviewer, subject=request.service, now=now, request=request.pk
        )


def accept_request(*, reviewer: Account, request: ProductionRequest, text: str = "", now: datetime) -> RelyingParty:
    """The service is in production as it asked: registered without a secret, which its team draws, or changed.

    Raises NotAllowed, RegistrationRefused, ServiceRefused (`text`, `moved_on`).
    """
    with transaction.atomic():
        _require(reviewer, request, now)
        _move(request, set(OPEN_STATES), RequestState.ACCEPTED)
        metadata = read_metadata(request.metadata)
        check_registration(metadata)
        present = RelyingParty.objects.select_for_update(of=("self",)).select_related("client")
        relying_party = present.filter(service=request.service, environment=Environment.PRODUCTION).first()
        if relying_party is None:
            relying_party = registration.create_relying_party(
                metadata, client_id=digests.draw(), service=request.service, now=now
            )
            tell_registered(relying_party, account=reviewer, now=now)
        else:
            change_registration(relying_party, metadata, now=now)
        _decide(request, reviewer, text, "oidc.production_accepted", now)
        _tell_team(request, "accepted", now)
    return relying_party


def refuse_request(*, reviewer: Account, request: ProductionRequest, text: str, now: datetime) -> None:
    """The service does not go to production as it asked, and reads why. Raises NotAllowed, ServiceRefused (`text`,
    `moved_on`).
    """
    with transaction.atomic():
        _require(reviewer, request, now)
        _move(request, set(OPEN_STATES), RequestState.REFUSED)
        if not text.strip():
            raise ServiceRefused("text")
        _decide(request, reviewer, text, "oidc.production_refused", now)
        _tell_team(request, "refused", now)


def _require(reviewer: Account, request: ProductionRequest, now: datetime) -> None:
    if not permissions.can_decide(reviewer, request, now):
        raise NotAllowed


def _move(request: ProductionRequest, among: set[RequestState], state: RequestState) -> None:
    """Of two that act at once, one does: the other reads what it became."""
    if ProductionRequest.objects.filter(pk=request.pk, state__in=among).update(state=state) != 1:
        raise ServiceRefused("moved_on")


def _say(request: ProductionRequest, author: Account, text: str, *, is_of_review: bool, now: datetime) -> None:
    said = text.strip()
    if not said or len(said) > policy.LONGEST_TEXT or "\0" in said:
        raise ServiceRefused("text", most=policy.LONGEST_TEXT)
    RequestMessage.objects.create(request=request, author=author, is_of_review=is_of_review, text=said, written_at=now)


def _decide(request: ProductionRequest, reviewer: Account, text: str, action: str, now: datetime) -> None:
    ProductionRequest.objects.filter(pk=request.pk).update(decided_by=reviewer, decided_at=now)
    if text.strip():
        _say(request, reviewer, text, is_of_review=True, now=now)
    journal.record(action=action, actor=reviewer, subject=request.service, now=now, request=request.pk)


def _tell_team(request: ProductionRequest, what: str, now: datetime) -> None:
    """Each member who has an address; what was said is on the page, and not in the mail."""
    accounts = Account.objects.filter(pk__in=request.service.members.values("account"), is_active=True)
    link = f"{settings.SITE_URL}/services/{request.service_id}/production/"
    drafts = [
        Draft(MessageChannel.EMAIL, one.email, {"service": request.service.name, "what": what, "link": link})
        for one in accounts.exclude(email="").order_by("pk")
    ]
    correspondence.write_to_staff(event=EVENT, drafts=drafts, now=now)


def _read_reasons(reasons: Mapping[str, str], asked: ClientMetadata) -> dict[str, str]:
    """One for each resource server, and for each scope but `openid`, which a sign-in is."""
    read: dict[str, str] = {}
    for what in (*asked.scope, *asked.allowed_resources):
        reason = reasons.get(what, "").strip()
        if what != "openid" and not reason:
            raise ServiceRefused("reason_is_missing", what=what)
        if len(reason) > policy.LONGEST_REASON or "\0" in reason:
            raise ServiceRefused("reason_is_too_long", what=what, most=policy.LONGEST_REASON)
        if reason:
            read[what] = reason
    return read
