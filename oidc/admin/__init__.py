"""The provider's pages of the portal register themselves when this package is read."""

from oidc.admin import relying_parties, words

__all__ = ["relying_parties", "words"]
