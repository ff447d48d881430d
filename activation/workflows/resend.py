"""The secrets of an activation are sent again: new ones, which end the former; a decoy answers alike."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from activation import permissions, queries
from activation.errors import ActivationOver, TooManyRequests
from activation.models import ActivationRequest
from activation.policy import ACTIVATION_LIFETIME, RESEND_WAIT, SENDINGS_A_DAY, SENDINGS_PER_ACTIVATION
from activation.vocabulary import ActivationMode, ActivationState, Language
from activation.workflows.opened import Opened
from activation.workflows.sending import send_secrets
from activation.workflows.turns import wait_for_turn
from directory import journal
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.errors import NotAllowed
from directory.models import Account, ContactKind, Practitioner


def send_again(*, activation_id: UUID, now: datetime, language: str = "fr") -> Opened:
    """Draw and send new secrets; their time begins again.

    Whoever opened the activation may ask, and learns nothing: neither whether something was sent, nor whether the
    holder went on meanwhile. Raises ActivationOver (late, or never opened) and TooManyRequests (too soon, too often).
    """
    return _send_again(queries.find_request(activation_id), language, now)


def send_again_for(*, account: Account, activation_id: UUID, now: datetime) -> Opened:
    """The same for the person's authority, within the same limits. Raises NotAllowed: no such one, or not theirs."""
    request = permissions.activations_decided_by(account, now).filter(pk=activation_id).first()
    if request is None or request.practitioner is None:
        raise NotAllowed()
    with transaction.atomic():
        opened = _send_again(request, Language.FRENCH.value, now)
        journal.record(
            action="activation.sent_again",
            actor=account,
            practitioner_id=request.practitioner_id,
            subject=request,
            now=now,
            mandate=directory_permissions.acting_mandate(account, request.practitioner.authority, now),
        )
    return opened


def _send_again(request: ActivationRequest | None, language: str, now: datetime) -> Opened:
    """The codes of a mail and an SMS alone are sent again: a screen draws its ticket itself."""
    if request is None or request.mode != ActivationMode.CODES:
        raise ActivationOver()
    with transaction.atomic():
        wait_for_turn(bytes(request.typed_digest))
        request.refresh_from_db(from_queryset=ActivationRequest.objects.select_for_update(of=("self",)))
        _require_time(request, now)
        changes = {"last_sent_at": now, "expires_at": now + ACTIVATION_LIFETIME, **_draw(request, language, now)}
        ActivationRequest.objects.filter(pk=request.pk).update(sending_count=F("sending_count") + 1, **changes)
    return Opened(
        activation=request.pk,
        birth_date_wanted=False,
        resend_after=int(RESEND_WAIT.total_seconds()),
        expires_at=now + ACTIVATION_LIFETIME,
    )


def _require_time(request: ActivationRequest, now: datetime) -> None:
    if request.expires_at <= now or request.state == ActivationState.EXPIRED:
        raise ActivationOver()
    if request.last_sent_at + RESEND_WAIT > now:
        raise TooManyRequests(retry_after=_seconds(request.last_sent_at + RESEND_WAIT, now))
    if request.sending_count >= SENDINGS_PER_ACTIVATION:
        raise TooManyRequests(retry_after=_seconds(request.expires_at, now))


def _draw(request: ActivationRequest, language: str, now: datetime) -> dict[str, object]:
    """Send to the person where that is still right, to nobody otherwise; the former secrets then stay."""
    key = request.practitioner_id or 0
    practitioner = Practitioner.objects.filter(pk=key).first()
    is_eligible = directory_queries.is_eligible(key, now)
    contacts = directory_queries.activation_contacts(key, now)
    sendings = queries.count_sendings(key, now)
    is_sent = (
        request.state == ActivationState.OPEN
        and is_eligible
        and set(contacts) == {ContactKind.EMAIL, ContactKind.MOBILE}
        and sendings < SENDINGS_A_DAY
    )
    digests = send_secrets(
        activation_id=request.pk,
        practitioner=practitioner if is_sent else None,
        contacts=contacts if is_sent else {},
        language=language,
        now=now,
    )
    if not is_sent:
        return {}
    return {"ticket_digest": digests.ticket, "code_digest": digests.code, "attempt_count": 0}


def _seconds(until: datetime, now: datetime) -> int:
    return max(1, int((until - now).total_seconds()) + 1)
