"""What the wallet receives."""

from datetime import datetime
from typing import Any

from rest_framework.response import Response

from oidc.models import LoginRequest
from oidc.workflows.decision import Answered, Outcome

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
    """Return the pending requests; rows carry `used_before`."""
    return Response({"login_requests": [_login_request(row) for row in rows], "server_time": _instant(now)})


def _login_request(row: LoginRequest) -> dict[str, Any]:
    display = row.display()
    return {
        "id": str(row.pk),
        "client_id": row.relying_party.public_id,
        "purpose": row.purpose,
        "client": {"name": display["client"], "environment": display["environment"]},
        "scopes": row.scopes,
        "binding_text": row.binding_text,
        "origin": display["origin"],
        "challenge": row.challenge,
        "numbers": row.numbers,
        "created_at": _instant(row.created_at),
        "expires_at": _instant(row.expires_at),
        "first_use": not getattr(row, "used_before", False),
        "display": display,
    }


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
