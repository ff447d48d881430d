"""Where the holder of a card is signed in, and what happened with their sign-ins."""

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.outputs import RefusalOutput
from oidc.api import sign_in_outputs as outputs
from oidc.queries import sign_ins
from oidc.workflows import signing_out

LONGEST_INSTANT = 40  # characters


class SessionsView(WalletView):
    """GET · DELETE /api/wallet/v1/sessions, proved by the card.

    GET 200 `{"sessions": [{"since", "last_used_at", "ends_at", "acr", "origin": {"address", "user_agent"}, "shared",
    "without_browser", "card", "card_name", "is_this", "services": [{"name", "environment"}]}], "server_time"}`; DELETE
    200 `{"ended"}`: how many.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="list_sessions",
        responses={200: outputs.SessionsOutput, 401: RefusalOutput, 403: RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """List the browsers in which the holder is signed in."""
        now = timezone.now()
        card = card_of(request)
        return outputs.render_sessions(sign_ins.list_sessions(card.practitioner_id, now=now), card=card, now=now)

    @extend_schema(
        operation_id="sign_out_everywhere",
        responses={200: outputs.EndedOutput, 401: RefusalOutput, 403: RefusalOutput},
    )
    def delete(self, request: Request) -> Response:
        """Sign out everywhere."""
        ended = signing_out.sign_out_everywhere(practitioner=card_of(request).practitioner, now=timezone.now())
        return Response({"ended": ended.provider})


class SignInsView(WalletView):
    """GET /api/wallet/v1/sign-ins?before=<instant>, proved by the card: the history of sign-ins, a page of it.

    200 `{"sign_ins": [{"at", "kind": "SIGNED_IN" | "AGAIN" | "REFUSED" | "REPORTED", "client": {"name",
    "environment"}, "origin", "without_browser", "card", "card_name", "is_this", "acr"}], "next": null or what `before`
    is asked with for older ones, "server_time"}`; 400 `invalid_request` for an instant that is none.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="list_sign_ins",
        parameters=[OpenApiParameter("before", OpenApiTypes.DATETIME, required=False)],
        responses={200: outputs.SignInsOutput, 400: RefusalOutput, 401: RefusalOutput, 403: RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """List what happened, the last first."""
        now = timezone.now()
        asked = request.query_params.get("before", "")
        try:
            before = parse_datetime(asked) if len(asked) <= LONGEST_INSTANT else None
        except ValueError:
            before = None
        if asked and (before is None or before.tzinfo is None):
            return Response({"error": "invalid_request", "fields": {"before": ["invalid"]}}, status=400)
        card = card_of(request)
        return outputs.render_sign_ins(
            sign_ins.list_sign_ins([card.practitioner_id], before=before or now), card=card, now=now
        )
