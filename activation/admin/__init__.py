"""The e-CPS pages of the portal register themselves when this package is read."""

from activation.admin import cards, figures, record, waiting

__all__ = ["cards", "figures", "record", "waiting"]
