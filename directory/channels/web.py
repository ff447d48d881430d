"""The only HTTP client of the product: resolved address checked, no redirect, bounded in time and size."""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from directory.channels.errors import ChannelUnavailable, MessageRefused

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds
MOST_BYTES = 64 * 1024  # of an answer


def post_json(url: str, body: Mapping[str, object], headers: Mapping[str, str]) -> int:
    """POST a JSON body; returns the status.

    Raises ChannelUnavailable (network), MessageRefused (address not allowed).
    """
    address = _checked_address(url)
    parts = urlsplit(url)
    # Connect to the address that was checked: a second resolution could answer another one.
    pinned = url.replace(parts.netloc, _netloc(address, parts.port), 1)
    host = parts.netloc.rsplit("@", 1)[-1]
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                pinned,
                json=dict(body),
                headers={**headers, "Host": host},
                extensions={"sni_hostname": parts.hostname or ""},
            ) as answer,
        ):
            received = 0
            for chunk in answer.iter_bytes():
                received += len(chunk)
                if received > MOST_BYTES:
                    break
            return answer.status_code
    except httpx.HTTPError as error:
        raise ChannelUnavailable(type(error).__name__) from None


def _checked_address(url: str) -> str:
    """Resolve the host; refuse private, loopback and other special addresses unless the deployment allows them."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise MessageRefused("not_a_web_address")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise ChannelUnavailable("name_not_resolved") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.OUTGOING_ALLOW_PRIVATE and not all(ipaddress.ip_address(item).is_global for item in addresses):
        raise MessageRefused("private_address")
    return addresses[0]


def _netloc(address: str, port: int | None) -> str:
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port}" if port else host
