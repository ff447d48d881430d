"""A phone asks what is asked of it, and answers."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView
from activation.api.outputs import RefusalOutput
from directory.tasks import poke_delivery
from oidc.api import outputs
from oidc.api.inputs import DecisionInput
from oidc.queries import logins
from oidc.workflows import decision


class LoginRequestList(WalletView):
    """GET /api/wallet/v1/login-requests: what waits for the holder of the card.

    Out: `{"login_requests": [{"id", "client_id", "purpose", "client": {"name", "environment"}, "scopes",
    "binding_text",
    "origin": {"address", "user_agent"}, "challenge", "numbers", "created_at", "expires_at", "first_use", "display"}],
    "server_time"}`. `display` is what the phone shows and signs a digest of.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="list_login_requests",
        responses={200: outputs.LoginRequestsOutput, 401: RefusalOutput, 403: RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """List what waits for an answer, oldest first."""
        now = timezone.now()
        rows = logins.list_pending(practitioner_id=card_of(request).practitioner_id, now=now)
        return outputs.render_login_requests(rows, now=now)


class DecisionView(WalletView):
    """POST /api/wallet/v1/login-requests/<id>/decision `{"decision_jws", "pin_proof"?}`.

    Out: 200 `{"state": "APPROVED" | "DENIED" | "REPORTED", "reason"?: "wrong_number"}`; 400 `invalid_decision`; 403
    `card_not_active` with `state`; 404 `not_found`, unknown or another person's; 409 `already_decided`; 410
    `expired`; 422
    `wrong_pin` with `attempts_left`; 423 `card_locked`.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="decide_login_request",
        request=DecisionInput,
        responses={
            200: outputs.DecidedOutput,
            400: RefusalOutput,
            401: RefusalOutput,
            403: RefusalOutput,
            404: RefusalOutput,
            409: RefusalOutput,
            410: RefusalOutput,
            422: RefusalOutput,
            423: RefusalOutput,
        },
    )
    def post(self, request: Request, login_request_id: UUID) -> Response:
        """Take the signed answer of the card."""
        data = DecisionInput(data=request.data)
        if not data.is_valid():
            return outputs.render_decision(decision.Answered(decision.Outcome.MALFORMED))
        answered = decision.decide(
            card_id=card_of(request).pk,
            login_request_id=login_request_id,
            decision_jws=data.validated_data["decision_jws"],
            pin_proof=data.validated_data["pin_proof"],
            now=timezone.now(),
        )
        if answered.outcome is decision.Outcome.CARD_LOCKED:
            poke_delivery()
        return outputs.render_decision(answered)
