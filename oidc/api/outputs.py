"""What the wallet receives."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from activation.api.outputs import InstantField
from oidc.models import LoginRequest
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
    """One pending question. `numbers`: three, of which the browser shows one."""

    id = serializers.UUIDField()
    client_id = serializers.CharField(source="relying_party.public_id")
    purpose = serializers.CharField()
    client = ClientOutput(source="relying_party")
    scopes = serializers.ListField(child=serializers.CharField())
    binding_text = serializers.CharField()
    origin = OriginOutput()
    challenge = serializers.CharField()
    numbers = serializers.ListField(child=serializers.CharField())
    created_at = InstantField()
    expires_at = InstantField()
    first_use = serializers.BooleanField()
    display = DisplayOutput()


class LoginRequestsOutput(serializers.Serializer[Any]):
    """What waits for an answer, oldest first."""

    login_requests = LoginRequestOutput(many=True)
    server_time = InstantField()


class DecidedOutput(serializers.Serializer[Any]):
    """What became of the question. `reason`: `wrong_number`, when that is why."""

    state = serializers.CharField()
    reason = serializers.CharField(required=False)


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


def render_decision(answered: Answered) -> Response:
    """Return the answer to a decision."""
    status, body = _ANSWERS[answered.outcome]
    return Response({**body, **answered.details}, status=status)


def render_login_requests(rows: list[LoginRequest], *, now: datetime) -> Response:
    """Return the pending requests; rows carry `first_use`."""
    return Response(LoginRequestsOutput({"login_requests": rows, "server_time": now}).data)
