"""Which services share the subjects of people (OpenID Connect Core §8.1): a sector, named by a host."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from oidc.protocol.redirect_uris import is_loopback


def sector_of(sector_identifier_uri: str, redirect_uris: Sequence[str]) -> str:
    """Return the host of the first, else the one host of all the others; empty where there is none, or several.

    The machine of a person is no host that a sector could have: every application would be of it.
    """
    named = [sector_identifier_uri] if sector_identifier_uri else redirect_uris
    hosts = {_host(uri) for uri in named}
    return hosts.pop() if len(hosts) == 1 else ""


def _host(uri: str) -> str:
    parts = urlsplit(uri)
    return parts.hostname or "" if parts.scheme == "https" and not is_loopback(uri) else ""
