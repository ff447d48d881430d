"""A card sees the other ones of its holder, approves one that waits, ends one that is elsewhere."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api import inputs, outputs
from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.errors import refusal
from activation.workflows import other_cards
from activation.workflows.other_cards import OtherOutcome, OtherVerdict
from activation.workflows.pin_judgement import PinOutcome
from activation.workflows.standing import own_cards
from directory.tasks import poke_delivery

_REFUSALS = {
    400: outputs.InvalidOutput,
    401: outputs.RefusalOutput,
    403: outputs.RefusalOutput,
    404: outputs.RefusalOutput,
    422: outputs.RefusalOutput,
    423: outputs.RefusalOutput,
}


class OwnCards(WalletView):
    """GET /api/wallet/v1/cards, proved by a card: the cards of its holder that are not over, newest first.

    200 `{"cards": [{"card", "name", "platform", "app_version", "activation_mode", "created_at", "usable_from",
    "expires_at", "last_used_at", "state", "standing", "is_this"}], "server_time"}`. One whose standing is
    `NOT_YET_USABLE` waits for its time, or for the approval of another card.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="list_own_cards",
        responses={200: outputs.OwnCardsOutput, 401: outputs.RefusalOutput, 403: outputs.RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """List the cards of the holder."""
        now = timezone.now()
        return Response(outputs.render_own_cards(own_cards(card_of(request), now), now=now))


class OtherApproval(WalletView):
    """POST /api/wallet/v1/cards/<card>/approval `{"pin_proof"}`, proved by another card of the same holder.

    204: it can be used now; 404 `not_found`, no other card of this holder; 409 `not_waiting`; 422 `wrong_pin` with
    `attempts_left`; 423 `card_locked`.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="approve_card",
        request=inputs.CardApproval,
        responses={204: None, 409: outputs.RefusalOutput, **_REFUSALS},
    )
    def post(self, request: Request, card: UUID) -> Response:
        """Make a new card usable at once."""
        content = inputs.read(inputs.CardApproval, request.data)
        verdict = other_cards.approve_other(card_id=card_of(request).pk, other_id=card, now=timezone.now(), **content)
        return _answer(verdict)


class OtherRevocation(WalletView):
    """POST /api/wallet/v1/cards/<card>/revocation `{"reason", "pin_proof"}`, proved by another card of the same holder.

    reason: `lost`, `stolen`, `disowned` or `holder_request`. 204; 404 `not_found`, no other card of this holder, or one
    that is over; 422 `wrong_pin` with `attempts_left`; 423 `card_locked`.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(operation_id="revoke_other_card", request=inputs.OtherRevocation, responses={204: None, **_REFUSALS})
    def post(self, request: Request, card: UUID) -> Response:
        """End a card that is on another phone."""
        content = inputs.read(inputs.OtherRevocation, request.data)
        verdict = other_cards.revoke_other(card_id=card_of(request).pk, other_id=card, now=timezone.now(), **content)
        return _answer(verdict)


def _answer(verdict: OtherVerdict) -> Response:
    poke_delivery()
    if verdict.outcome is OtherOutcome.DONE:
        return Response(status=status.HTTP_204_NO_CONTENT)
    if verdict.outcome is OtherOutcome.NOT_FOUND:
        return refusal("not_found", status.HTTP_404_NOT_FOUND)
    if verdict.outcome is OtherOutcome.NOT_WAITING:
        return refusal("not_waiting", status.HTTP_409_CONFLICT)
    if verdict.pin is None:
        return refusal("card_not_active", status.HTTP_403_FORBIDDEN, state=str(verdict.standing))
    if verdict.pin.outcome is PinOutcome.WRONG:
        return refusal("wrong_pin", status.HTTP_422_UNPROCESSABLE_ENTITY, attempts_left=verdict.pin.attempts_left)
    return refusal("card_locked", status.HTTP_423_LOCKED)
