"""What a registration would change of the present one, member by member; which of its addresses are of another host
than the site of the service.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlsplit

from oidc.protocol.client_keys import thumbprints_of
from oidc.protocol.client_metadata import ClientMetadata

_NOT_ASKED: Final = ("client_id", "environment")  # they stay as they are, whatever is asked


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member of two registrations: its values before and after, none for what is not said; RFC 7591 names it."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        """Whether it says something else; the order of its values says nothing."""
        return set(self.before) != set(self.after)

    @property
    def added(self) -> frozenset[str]:
        """What is asked and was not there."""
        return frozenset(self.after) - frozenset(self.before)

    @property
    def removed(self) -> frozenset[str]:
        """What was there and is not asked."""
        return frozenset(self.before) - frozenset(self.after)


def compare(present: ClientMetadata | None, asked: ClientMetadata) -> tuple[Member, ...]:
    """Return every member that one of the two says, in the order of registrations. present: None for none."""
    names = [one.name for one in fields(ClientMetadata) if one.name not in _NOT_ASKED]
    members = [
        Member(name=name, before=_values(present, name) if present else (), after=_values(asked, name))
        for name in names
    ]
    return tuple(one for one in members if one.before or one.after)


def hosts_elsewhere(website: str, uris: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts of web addresses that are neither that of the site nor below it, each once; none where the
    service has no site. A private scheme names no host.
    """
    site = _host_of(website).removeprefix("www.")
    hosts = dict.fromkeys(host for uri in uris if (host := _host_of(uri)))
    return tuple(host for host in hosts if site and host != site and not host.endswith(f".{site}"))


def _values(metadata: ClientMetadata, name: str) -> tuple[str, ...]:
    value = getattr(metadata, name)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, int):
        return (str(value),)
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, dict):  # keys: each by its thumbprint
        return tuple(thumbprints_of(value.get("keys", [])))
    return tuple(value)


def _host_of(uri: str) -> str:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in {"http", "https"} else ""
