"""A phone asks what is asked of it, and answers."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api.authentication import CardIsUsable, CardProofAuthentication, card_of
from activation.api.base import WalletView, address_of
from activation.api.outputs import RefusalOutput
from directory.tasks import poke_delivery
from oidc.api import outputs, waiting
from oidc.api.inputs import ClaimInput, DecisionInput
from oidc.queries import logins
from oidc.workflows import claiming, decision
from oidc.workflows.claiming import Claimed, ClaimOutcome


class LoginRequestList(WalletView):
    """GET /api/wallet/v1/login-requests: what waits for the holder of the card.

    Out: `{"login_requests": [{"id", "client_id", "purpose", "client": {"name", "environment"}, "scopes",
    "binding_text",
    "origin": {"address", "user_agent"}, "challenge", "way", "numbers", "same_network", "claimed_from", "return_to",
    "created_at", "expires_at", "first_use", "display"}], "server_time"}`. `display` is what the phone shows and signs a
    digest of.

    `ETag` names what the list holds: with `If-None-Match` the same list is 304, without a body. With `Prefer: wait=25`
    the waiting door keeps a call that has nothing new, up to 25 s, and says `Preference-Applied`.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="list_login_requests",
        responses={200: outputs.LoginRequestsOutput, 304: None, 401: RefusalOutput, 403: RefusalOutput},
    )
    def get(self, request: Request) -> Response:
        """List what waits for an answer, oldest first."""
        now = timezone.now()
        rows = logins.list_pending(card=card_of(request), now=now)
        return waiting.answer(request, outputs.render_login_requests(rows, now=now), rows)


class ClaimView(WalletView):
    """POST /api/wallet/v1/login-requests/claim `{"claim"}`: take a request from a QR code or a link.

    Out: 200 the request, as in the list; 404 `not_found`, unknown, forged or an older QR code; 409 `already_claimed` by
    another card; 410 `expired`, or answered; 422 `not_admitted`: the service is of the other environment.
    """

    authentication_classes = (CardProofAuthentication,)
    permission_classes = (CardIsUsable,)

    @extend_schema(
        operation_id="claim_login_request",
        request=ClaimInput,
        responses={
            200: outputs.LoginRequestOutput,
            401: RefusalOutput,
            403: RefusalOutput,
            404: RefusalOutput,
            409: RefusalOutput,
            410: RefusalOutput,
            422: RefusalOutput,
        },
    )
    def post(self, request: Request) -> Response:
        """Give the request to the card that calls."""
        data = ClaimInput(data=request.data)
        if not data.is_valid():
            return outputs.render_claim(Claimed(ClaimOutcome.NOT_FOUND))
        claimed = claiming.claim(
            card_id=card_of(request).pk,
            text=data.validated_data["claim"],
            address=address_of(request),
            now=timezone.now(),
        )
        return outputs.render_claim(claimed)


class DecisionView(WalletView):
    """POST /api/wallet/v1/login-requests/<id>/decision `{"decision_jws", "pin_proof"?}`.

    Out: 200 `{"state": "APPROVED" | "DENIED" | "REPORTED", "reason"?: "wrong_number", "return_code"?}`; 400
    `invalid_decision`; 403 `card_not_active` with `state`; 404 `not_found`, unknown, another person's or claimed by
    another card; 409 `already_decided`; 410 `expired`; 422 `wrong_pin` with `attempts_left`; 423 `card_locked`.
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
