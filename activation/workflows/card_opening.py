"""A physical card opens an activation: the page that it opened shows a ticket to the phone that will hold it."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from activation.codes import number_digest
from activation.models import ActivationRequest
from activation.policy import ACTIVATION_LIFETIME, SHOWN_TICKET_LIFETIME
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows.smart_card_use import recognise_card
from activation.workflows.tickets import draw_shown
from activation.workflows.turns import wait_for_turn
from directory import journal
from directory.models import Practitioner


def show_ticket_to_card(*, header: str, now: datetime) -> ActivationRequest:
    """Open an activation for the holder of the card, or draw another ticket for the one under way: the former ends.

    Raises CertificateRefused, SmartCardRefused.
    """
    presented = recognise_card(header=header, now=now)
    person = presented.practitioner
    with transaction.atomic():
        wait_for_turn(f"smart-card:{person.pk}".encode())
        under_way = _under_way(person, now)
        if under_way is not None:
            return _draw_again(under_way, now)
        key = uuid4()
        request = ActivationRequest.objects.create(
            id=key,
            mode=ActivationMode.SMART_CARD,
            practitioner=person,
            typed_digest=number_digest(settings.CODE_PEPPER, person.national_id),
            opened_at=now,
            last_sent_at=now,
            expires_at=now + ACTIVATION_LIFETIME,
            **draw_shown(key, now),
        )
        journal.record(
            action="activation.card_opened",
            practitioner_id=person.pk,
            subject=request,
            now=now,
            certificate=presented.certificate.serial,
        )
    return request


def find_opened(*, header: str, activation_id: UUID, now: datetime) -> ActivationRequest | None:
    """The activation that this person's card opened; another person's answers like none.

    Raises CertificateRefused, SmartCardRefused.
    """
    person = recognise_card(header=header, now=now).practitioner
    rows = ActivationRequest.objects.filter(mode=ActivationMode.SMART_CARD, practitioner=person)
    return rows.filter(pk=activation_id).first()


def _under_way(person: Practitioner, now: datetime) -> ActivationRequest | None:
    """A phone that has read the ticket and not confirmed at once will not: its activation is taken up again."""
    rows = ActivationRequest.objects.filter(mode=ActivationMode.SMART_CARD, practitioner=person)
    still = rows.filter(state=ActivationState.OPEN, expires_at__gt=now + SHOWN_TICKET_LIFETIME)
    return still.select_for_update(of=("self",)).order_by("-opened_at").first()


def _draw_again(request: ActivationRequest, now: datetime) -> ActivationRequest:
    ActivationRequest.objects.filter(pk=request.pk, state=ActivationState.OPEN).update(
        ticket_seen_at=None, **draw_shown(request.pk, now)
    )
    request.refresh_from_db()
    return request
