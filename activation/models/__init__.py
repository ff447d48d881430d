"""What activation stores."""

from activation.models.activation_request import ActivationRequest
from activation.models.invitation import Invitation
from activation.models.virtual_card import CardCallMarker, VirtualCard

__all__ = ["ActivationRequest", "CardCallMarker", "Invitation", "VirtualCard"]
