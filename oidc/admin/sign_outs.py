"""Whether a service heard of the last sessions that ended: read on its page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from oidc.models import LogoutDelivery, RelyingParty
from oidc.vocabulary import DeliveryState

SHOWN: Final = 10
_COLOURS: Final = {DeliveryState.DUE: "warning", DeliveryState.DELIVERED: "success", DeliveryState.FAILED: "danger"}


@dataclass(frozen=True)
class Delivery:
    """One line. at: of the last attempt, or of the end of the session before any. error: a short code, or nothing."""

    colour: str
    state: Any
    at: datetime
    attempts: int
    error: str


def deliveries_of(service: RelyingParty) -> list[Delivery]:
    """The last ones, the newest first; no person and no session is named."""
    return [
        Delivery(
            _COLOURS[DeliveryState(row.state)],
            row.get_state_display(),
            row.tried_at or row.created_at,
            row.attempts,
            row.last_error,
        )
        for row in LogoutDelivery.objects.latest_of(service)[:SHOWN]
    ]
