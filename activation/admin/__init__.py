"""The e-CPS pages of the portal register themselves when this package is read."""

from activation.admin import cards, record

__all__ = ["cards", "record"]
