"""What activation stores."""

from activation.models.activation_request import ActivationRequest
from activation.models.campaign import InvitationCampaign
from activation.models.card_rights import LostRight, SweepPosition
from activation.models.invitation import Invitation
from activation.models.push_subscription import PushSubscription
from activation.models.revocation_link import RevocationLink
from activation.models.virtual_card import CardCallMarker, VirtualCard

__all__ = ["ActivationRequest", "CardCallMarker", "Invitation", "InvitationCampaign", "VirtualCard"]
__all__ = [
    "ActivationRequest",
    "CardCallMarker",
    "Invitation",
    "LostRight",
    "PushSubscription",
    "RevocationLink",
    "SweepPosition",
    "VirtualCard",
]
