"""The e-CPS pages of the portal register themselves when this package is read."""

from activation.admin import (
    activation_acts,
    activations,
    alarms,
    campaigns,
    card_acts,
    cards,
    figures,
    hand_over,
    record,
    waiting,
)

__all__ = [
    "activation_acts",
    "activations",
    "alarms",
    "campaigns",
    "card_acts",
    "cards",
    "figures",
    "hand_over",
    "record",
    "waiting",
]
