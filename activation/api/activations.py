"""From a typed number to a card: the doors of an activation by two codes."""

from typing import ClassVar, Final
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api import inputs, outputs
from activation.api.authentication import FormerCardAuthentication, card_of
from activation.api.base import WalletView, address_of
from activation.api.errors import refusal
from activation.workflows import binding, confirmation, looking, opening, resend
from activation.workflows.binding import BindOutcome
from activation.workflows.confirmation import ConfirmOutcome
from directory.even_answers import answers_evenly
from directory.tasks import poke_delivery

_CONFIRM_STATUS: Final[dict[ConfirmOutcome, int]] = {
    ConfirmOutcome.WRONG_TICKET: status.HTTP_422_UNPROCESSABLE_ENTITY,
    ConfirmOutcome.WRONG_CODE: status.HTTP_422_UNPROCESSABLE_ENTITY,
    ConfirmOutcome.EXPIRED: status.HTTP_410_GONE,
    ConfirmOutcome.LOCKED: status.HTTP_423_LOCKED,
}


class ActivationList(WalletView):
    """POST /api/wallet/v1/activations `{"national_id", "birth_date"?}`.

    202 `{"activation", "birth_date_wanted", "resend_after", "expires_at"}`, whoever the number names, or nobody; 400
    `malformed_national_id`; 429 `too_many_requests` with `retry_after`.
    """

    @extend_schema(
        operation_id="open_activation",
        auth=[],
        request=inputs.Opening,
        responses={
            202: outputs.OpenedOutput,
            400: outputs.InvalidOutput,
            429: outputs.RefusalOutput,
        },
    )
    @answers_evenly
    def post(self, request: Request) -> Response:
        """Open an activation: an e-mail and an SMS leave, if the number can be activated."""
        content = inputs.read(inputs.Opening, request.data)
        opened = opening.open_activation(
            address=address_of(request), language=inputs.asked_language(), now=timezone.now(), **content
        )
        poke_delivery()
        return Response(outputs.OpenedOutput(opened).data, status=status.HTTP_202_ACCEPTED)


class ActivationResend(WalletView):
    """POST /api/wallet/v1/activations/<activation>/resend, without a body.

    202 as the opening; 410 `expired`; 429 `too_many_requests` with `retry_after`.
    """

    @extend_schema(
        operation_id="resend_activation",
        auth=[],
        request=None,
        responses={202: outputs.OpenedOutput, 410: outputs.RefusalOutput, 429: outputs.RefusalOutput},
    )
    def post(self, request: Request, activation: UUID) -> Response:
        """Send new secrets; the former ones end."""
        opened = resend.send_again(activation_id=activation, language=inputs.asked_language(), now=timezone.now())
        poke_delivery()
        return Response(outputs.OpenedOutput(opened).data, status=status.HTTP_202_ACCEPTED)


class ActivationLook(WalletView):
    """POST /api/wallet/v1/activations/<activation>/look `{"ticket"}`.

    200 `{"mode", "contacts", "sms", "attempts_left", "expires_at", "resend_at"}`; 410 `expired`; 422 `wrong_ticket`;
    423 `locked`. Says where the SMS is, to whoever holds the ticket; counts no try. The ticket of a screen must come
    within its seconds; once it came, it lives as long as the activation.
    """

    @extend_schema(
        operation_id="look_at_activation",
        auth=[],
        request=inputs.Ticket,
        responses={
            200: outputs.LookOutput,
            400: outputs.InvalidOutput,
            410: outputs.RefusalOutput,
            422: outputs.RefusalOutput,
            423: outputs.RefusalOutput,
        },
    )
    def post(self, request: Request, activation: UUID) -> Response:
        """Show the ticket alone."""
        content = inputs.read(inputs.Ticket, request.data)
        seen = looking.look(activation_id=activation, now=timezone.now(), **content)
        if seen.outcome is ConfirmOutcome.CONFIRMED:
            return Response(outputs.render_look(seen))
        return refusal(seen.outcome.value, _CONFIRM_STATUS[seen.outcome])


class ActivationConfirm(WalletView):
    """POST /api/wallet/v1/activations/<activation>/confirm `{"ticket", "code"?}`: no code after a physical card.

    200 `{"holder", "contacts", "binding", "nonce", "replaceable"}`; 410 `expired`; 422 `wrong_ticket`, or `wrong_code`
    with `attempts_left`; 423 `locked`. Without the right ticket no code is looked at.
    """

    @extend_schema(
        operation_id="confirm_activation",
        auth=[],
        request=inputs.Confirmation,
        responses={
            200: outputs.ConfirmedOutput,
            400: outputs.InvalidOutput,
            410: outputs.RefusalOutput,
            422: outputs.RefusalOutput,
            423: outputs.RefusalOutput,
        },
    )
    def post(self, request: Request, activation: UUID) -> Response:
        """Show both secrets."""
        content = inputs.read(inputs.Confirmation, request.data)
        verdict = confirmation.confirm(activation_id=activation, now=timezone.now(), **content)
        if verdict.confirmation is not None:
            return Response(outputs.render_confirmation(verdict.confirmation))
        left = {"attempts_left": verdict.attempts_left} if verdict.outcome is ConfirmOutcome.WRONG_CODE else {}
        return refusal(verdict.outcome.value, _CONFIRM_STATUS[verdict.outcome], **left)


class ActivationBind(WalletView):
    """POST /api/wallet/v1/activations/<activation>/bind.

    Body `{"binding", "pin_proof", "device": {"name", "platform", "app_version"}, "proof", "replaces"?,
    "former_pin_proof"?}`. 201 `{"card", "kid", "expires_at", "usable_from", "server_time"}`, the same again for the
    same call within a minute; 409 `too_many_cards` with `cards`, or `already_bound`; 410 `expired`; 422
    `invalid_proof`, or `wrong_pin` with `attempts_left`; 423 `card_locked`. A phone that held a card of the same person
    signs the call with it too (`Card-Proof`): that card makes place, and its PIN makes the new one usable at once.
    """

    _STATUS: ClassVar[dict[BindOutcome, int]] = {
        BindOutcome.EXPIRED: status.HTTP_410_GONE,
        BindOutcome.ALREADY_BOUND: status.HTTP_409_CONFLICT,
        BindOutcome.TOO_MANY_CARDS: status.HTTP_409_CONFLICT,
        BindOutcome.INVALID_PROOF: status.HTTP_422_UNPROCESSABLE_ENTITY,
        BindOutcome.WRONG_PIN: status.HTTP_422_UNPROCESSABLE_ENTITY,
        BindOutcome.CARD_LOCKED: status.HTTP_423_LOCKED,
    }

    authentication_classes = (FormerCardAuthentication,)

    @extend_schema(
        operation_id="bind_card",
        auth=[],
        request=inputs.Binding,
        responses={
            201: outputs.BoundOutput,
            400: outputs.InvalidOutput,
            409: outputs.RefusalOutput,
            410: outputs.RefusalOutput,
            422: outputs.RefusalOutput,
            423: outputs.RefusalOutput,
        },
    )
    def post(self, request: Request, activation: UUID) -> Response:
        """Make the card."""
        now = timezone.now()
        former_id = card_of(request).pk if request.auth is not None else None
        call = inputs.read_binding(request.data, former_id=former_id, address=address_of(request))
        verdict = binding.bind(activation_id=activation, call=call, now=now)
        poke_delivery()
        if verdict.card is None:
            more: dict[str, object] = {"cards": outputs.render_cards(verdict.cards)} if verdict.cards else {}
            if verdict.outcome is BindOutcome.WRONG_PIN:
                more["attempts_left"] = verdict.attempts_left
            return refusal(verdict.outcome.value, self._STATUS[verdict.outcome], **more)
        card = verdict.card
        bound = {
            "card": card.pk,
            "kid": card.kid,
            "expires_at": card.expires_at,
            "usable_from": card.usable_from,
            "server_time": now,
        }
        return Response(outputs.BoundOutput(bound).data, status=status.HTTP_201_CREATED)
