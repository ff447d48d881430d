"""What the wallet receives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers
from rest_framework.response import Response

from activation.api.outputs import InstantField
from oidc.models import LoginRequest
from oidc.vocabulary import Way
from oidc.workflows.claiming import Claimed, ClaimOutcome
from oidc.workflows.decision import Answered, Outcome


class ClientOutput(serializers.Serializer[Any]):
    """The service that asks."""

    name = serializers.CharField()
    environment = serializers.CharField()


class OriginOutput(serializers.Serializer[Any]):
    """Where the question came from."""

    address = serializers.CharField()
    user_agent = serializers.CharField()


class DisplayOutput(serializers.Serializer[Any]):
    """What the phone shows, and signs a digest of."""

    client = serializers.CharField()
    environment = serializers.CharField()
    purpose = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    binding_text = serializers.CharField()
    origin = OriginOutput()


class LoginRequestOutput(serializers.Serializer[Any]):
    """One pending question.

    `way`: NUMBER, QR or LINK. `numbers`: three, of which the browser shows one, for NUMBER; none for QR, whose number
    is typed, and for LINK, which needs none. `same_network`: false when the phone that claimed it, at `claimed_from`,
    and the browser are in different places. `return_to`: where an approved LINK is carried back.
    """

    id = serializers.UUIDField()
    client_id = serializers.CharField(source="asker.public_id")
    purpose = serializers.CharField()
    client = ClientOutput(source="asker")
    scopes = serializers.ListField(child=serializers.CharField())
    binding_text = serializers.CharField()
    origin = OriginOutput()
    challenge = serializers.CharField()
    way = serializers.CharField()
    numbers = serializers.ListField(child=serializers.CharField())
    same_network = serializers.BooleanField()
    claimed_from = serializers.CharField(source="claim_address", allow_null=True)
    return_to = serializers.SerializerMethodField()
    created_at = InstantField()
    expires_at = InstantField()
    first_use = serializers.BooleanField()
    display = DisplayOutput()

    def get_return_to(self, login: LoginRequest) -> str | None:
        """The sign-in page that the link came from; null for the other ways."""
        if login.way != Way.LINK or login.interaction_id is None:
            return None
        return (
            f"{settings.SITE_URL}{reverse('oidc:sign_in', args=[login.interaction_id], urlconf=settings.ROOT_URLCONF)}"
        )


class PreferencesOutput(serializers.Serializer[Any]):
    """What the holder decided of sign-ins."""

    typed_numbers = serializers.BooleanField()


class LoginRequestsOutput(serializers.Serializer[Any]):
    """What waits for an answer, oldest first."""

    login_requests = LoginRequestOutput(many=True)
    server_time = InstantField()


class DecidedOutput(serializers.Serializer[Any]):
    """What became of the question. `reason`: `wrong_number`, when that is why. `return_code`: for an approved LINK, to
    carry back to `return_to` as `#r=<return_code>` within a minute.
    """

    state = serializers.CharField()
    reason = serializers.CharField(required=False)
    return_code = serializers.CharField(required=False)


# Made once: a serializer copies all its fields when it is made, which takes longer than all that it writes
_ONE = LoginRequestOutput()
_INSTANT = InstantField()

# outcome -> status and body, but for the parameters of the outcome
_ANSWERS: dict[Outcome, tuple[int, dict[str, str]]] = {
    Outcome.APPROVED: (200, {"state": "APPROVED"}),
    Outcome.DENIED: (200, {"state": "DENIED"}),
    Outcome.REPORTED: (200, {"state": "REPORTED"}),
    Outcome.WRONG_NUMBER: (200, {"state": "DENIED", "reason": "wrong_number"}),
    Outcome.MALFORMED: (400, {"error": "invalid_decision"}),
    Outcome.CARD_NOT_ACTIVE: (403, {"error": "card_not_active"}),
    Outcome.NOT_FOUND: (404, {"error": "not_found"}),
    Outcome.ALREADY_DECIDED: (409, {"error": "already_decided"}),
    Outcome.EXPIRED: (410, {"error": "expired"}),
    Outcome.WRONG_PIN: (422, {"error": "wrong_pin"}),
    Outcome.CARD_LOCKED: (423, {"error": "card_locked"}),
}


_CLAIM_REFUSALS: dict[ClaimOutcome, tuple[int, str]] = {
    ClaimOutcome.NOT_FOUND: (404, "not_found"),
    ClaimOutcome.ALREADY_CLAIMED: (409, "already_claimed"),
    ClaimOutcome.EXPIRED: (410, "expired"),
    ClaimOutcome.NOT_ADMITTED: (422, "not_admitted"),
}


def render_claim(claimed: Claimed) -> Response:
    """Return the request that the card now owns, or why it does not."""
    if claimed.outcome is ClaimOutcome.CLAIMED:
        return Response(LoginRequestOutput(claimed.login).data)
    status, error = _CLAIM_REFUSALS[claimed.outcome]
    return Response({"error": error}, status=status)


def render_decision(answered: Answered) -> Response:
    """Return the answer to a decision."""
    status, body = _ANSWERS[answered.outcome]
    return Response({**body, **answered.details}, status=status)


def render_login_requests(rows: list[LoginRequest], *, now: datetime) -> Response:
    """Return the pending requests; rows carry `first_use`."""
    return Response(list_login_requests(rows, now=now))


def list_login_requests(rows: Sequence[LoginRequest], *, now: datetime) -> dict[str, Any]:
    """The body of the list, as `LoginRequestsOutput` has it."""
    return {
        "login_requests": [_ONE.to_representation(row) for row in rows],
        "server_time": _INSTANT.to_representation(now),
    }
