"""Where the phone of a card is woken."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api import inputs, outputs
from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.errors import refusal
from activation.workflows import waking


class PushSubscriptionView(WalletView):
    """PUT · DELETE /api/wallet/v1/push-subscription, proved by the card.

    PUT `{"endpoint"}`: 204; 400 `invalid_request` with `fields`; 422 `endpoint_not_allowed`: no push service that this
    deployment calls, or none at all. DELETE: 204. A push carries nothing: it says only that there is something to read.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="put_push_subscription",
        request=inputs.Subscription,
        responses={
            204: None,
            400: outputs.InvalidOutput,
            401: outputs.RefusalOutput,
            403: outputs.RefusalOutput,
            422: outputs.RefusalOutput,
        },
    )
    def put(self, request: Request) -> Response:
        """Be woken there, and nowhere else."""
        content = inputs.read(inputs.Subscription, request.data)
        if not waking.subscribe(card_id=card_of(request).pk, now=timezone.now(), **content):
            return refusal("endpoint_not_allowed", status.HTTP_422_UNPROCESSABLE_ENTITY)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        operation_id="delete_push_subscription",
        responses={204: None, 401: outputs.RefusalOutput, 403: outputs.RefusalOutput},
    )
    def delete(self, request: Request) -> Response:
        """Be woken no more."""
        waking.unsubscribe(card_id=card_of(request).pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
