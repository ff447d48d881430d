"""The provider's pages of the portal register themselves when this package is read."""

from oidc.admin import (
    alarms,
    client_keys,
    figures,
    keys,
    production_requests,
    relying_parties,
    reviewing,
    suspending,
    words,
)

__all__ = [
    "alarms",
    "client_keys",
    "figures",
    "keys",
    "production_requests",
    "relying_parties",
    "reviewing",
    "suspending",
    "words",
]
