"""The provider's pages of the portal register themselves when this package is read."""

from oidc.admin import alarms, keys, relying_parties, words

__all__ = ["alarms", "keys", "relying_parties", "words"]
