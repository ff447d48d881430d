"""Refusals to programs that call the API."""

from directory.errors.base import DomainError


class UnknownApiKey(DomainError):
    """No key, or one that opens nothing: never issued, revoked, expired. Nothing tells them apart."""

    code = "unknown_api_key"


class ApiClientSuspended(DomainError):
    """The key is right, but its application may not call for the time being."""

    code = "api_client_suspended"


class TooManyCalls(DomainError):
    """More calls in one second than an application may make. limit: how many it may."""

    code = "too_many_calls"


class ApiClientRefused(DomainError):
    """An application or a key that cannot be made or changed so. reason: name, email, taken, lifetime, overlap…"""

    code = "api_client_refused"
