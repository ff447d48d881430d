"""What a service asks without a browser, as the door has read it."""

from activation.models import VirtualCard
from oidc.protocol.backchannel_request import BackchannelRequest


def asked_of(card: VirtualCard, *, notification_token: str = "") -> BackchannelRequest:
    """A request for the holder of a card, with 42 for its number."""
    return BackchannelRequest(
        scope=("openid",),
        acr_values=(),
        hint="login_hint",
        hinted=card.practitioner.national_id,
        number="42",
        binding_text="",
        lifetime=120,
        resource="",
        notification_token=notification_token,
    )
