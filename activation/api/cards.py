"""A card looks at itself, changes its PIN, ends."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from activation import queries
from activation.api import inputs, outputs
from activation.api.authentication import CardIsNotOver, CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.errors import refusal
from activation.workflows import lifecycle, other_cards, pin
from activation.workflows.pin_judgement import PinOutcome
from directory.tasks import poke_delivery


class CardView(WalletView):
    """GET /api/wallet/v1/card, proved by the card; PATCH `{"name"}`: 204.

    200 `{"card", "kid", "state", "holder", "device", "activation_mode", "created_at", "usable_from", "expires_at",
    "last_used_at"}`; 401 `invalid_proof`; 403 `card_not_active` with `state`.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="read_card",
        responses={200: outputs.CardOutput, 401: outputs.RefusalOutput, 403: outputs.RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """State, holder, validity."""
        card = card_of(request)
        return Response(outputs.render_card(card, queries.holder_of(card.practitioner)))

    @extend_schema(
        operation_id="rename_card",
        request=inputs.CardName,
        responses={
            204: None,
            400: outputs.InvalidOutput,
            401: outputs.RefusalOutput,
            403: outputs.RefusalOutput,
        },
    )
    def patch(self, request: Request) -> Response:
        """Name this phone: a name decides nothing, the proof of the card is enough."""
        content = inputs.read(inputs.CardName, request.data)
        other_cards.rename(card_id=card_of(request).pk, now=timezone.now(), **content)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CardPin(WalletView):
    """POST /api/wallet/v1/card/pin `{"pin_proof", "new_pin_proof"}`, proved by the card.

    204; 401; 403 `card_not_active`; 422 `wrong_pin` with `attempts_left`; 423 `card_locked`. Wrong ones count like any
    wrong PIN.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="change_pin",
        request=inputs.PinChange,
        responses={
            204: None,
            400: outputs.InvalidOutput,
            401: outputs.RefusalOutput,
            403: outputs.RefusalOutput,
            422: outputs.RefusalOutput,
            423: outputs.RefusalOutput,
        },
    )
    def post(self, request: Request) -> Response:
        """Replace the PIN."""
        content = inputs.read(inputs.PinChange, request.data)
        verdict = pin.change_pin(card_id=card_of(request).pk, now=timezone.now(), **content)
        poke_delivery()
        if verdict.outcome is PinOutcome.WRONG:
            return refusal("wrong_pin", status.HTTP_422_UNPROCESSABLE_ENTITY, attempts_left=verdict.attempts_left)
        if verdict.outcome is PinOutcome.LOCKED:
            return refusal("card_locked", status.HTTP_423_LOCKED)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CardRevocation(WalletView):
    """POST /api/wallet/v1/card/revocation `{"reason": "holder_request"}`, proved by the card, even a locked one.

    204; 401; 403 `card_not_active` with `state` when it was over already.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsNotOver,)

    @extend_schema(
        operation_id="revoke_card",
        request=inputs.Revocation,
        responses={
            204: None,
            400: outputs.InvalidOutput,
            401: outputs.RefusalOutput,
            403: outputs.RefusalOutput,
        },
    )
    def post(self, request: Request) -> Response:
        """Delete my card."""
        inputs.read(inputs.Revocation, request.data)
        lifecycle.revoke_by_holder(card_id=card_of(request).pk, now=timezone.now())
        poke_delivery()
        return Response(status=status.HTTP_204_NO_CONTENT)
