"""The only HTTP client of the product: resolved address checked, no redirect, bounded in time and size."""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from directory.channels.deadline import Deadline
from directory.channels.errors import ChannelUnavailable, MessageRefused

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # seconds
MOST_BYTES = 64 * 1024  # of an answer
TRIED_ADDRESSES = 2  # of one name, when nobody listens at the first


@dataclass(frozen=True)
class Answer:
    """What a server said. body: its first MOST_BYTES; is_whole: there were no more."""

    status: int
    content_type: str
    body: bytes = field(repr=False)
    is_whole: bool = True


def post_json(
    url: str, body: Mapping[str, object], headers: Mapping[str, str], *, timeout_seconds: float | None = None
) -> int:
    """POST a JSON body; returns the status. timeout_seconds: of the whole call; None for the usual times of each step.

    Raises ChannelUnavailable (network), MessageRefused (address not allowed).
    """
    return _post(url, headers=headers, timeout_seconds=timeout_seconds, json=dict(body))


def post_nothing(url: str, headers: Mapping[str, str]) -> int:
    """POST without a body; returns the status.

    Raises ChannelUnavailable (network), MessageRefused (address not allowed).
    """
    return _post(url, headers=headers, content=b"")


def post_form(url: str, form: Mapping[str, str], *, timeout_seconds: float) -> int:
    """POST a form to a service; returns the status. timeout_seconds: of the whole call.

    Raises ChannelUnavailable (network), MessageRefused (address not allowed).
    """
    return _post(url, headers={}, timeout_seconds=timeout_seconds, data=dict(form))


def get(url: str, *, timeout_seconds: float) -> Answer:
    """GET from an address that somebody else gave us, the whole of it within the time: somebody waits for it.

    Raises ChannelUnavailable (network, or late), MessageRefused (address not allowed).
    """
    return _exchange(
        "GET",
        url,
        headers={"Accept": "application/json"},
        allow_private=settings.OUTGOING_ALLOW_PRIVATE,
        timeout_seconds=timeout_seconds,
    )


def call_ourselves(
    method: str, url: str, *, headers: Mapping[str, str], form: Mapping[str, str] | None = None
) -> Answer:
    """Ask an address of our own origin, which may resolve to a private one behind a load balancer.

    Raises ChannelUnavailable (network), MessageRefused (another origin: only the operator's own is trusted so far).
    """
    parts, own = urlsplit(url), urlsplit(settings.SITE_URL)
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        raise MessageRefused("another_origin")
    return _exchange(method, url, headers=headers, allow_private=True, data=None if form is None else dict(form))


def trusted() -> ssl.SSLContext:
    """The authorities that a server must come from: those of OUTGOING_CA_FILE, else those that the library brings."""
    return _trusted(settings.OUTGOING_CA_FILE)


@lru_cache(maxsize=2)
def _trusted(file: Path | None) -> ssl.SSLContext:
    return httpx.create_ssl_context() if file is None else ssl.create_default_context(cafile=file)


def _post(url: str, *, headers: Mapping[str, str], **options: Any) -> int:
    """POST to an address that somebody else gave us; returns the status."""
    return _exchange("POST", url, headers=headers, allow_private=settings.OUTGOING_ALLOW_PRIVATE, **options).status


def _exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    allow_private: bool,
    timeout_seconds: float | None = None,
    **content: Any,
) -> Answer:
    """timeout_seconds: of the whole; None where each step has its own."""
    deadline = None if timeout_seconds is None else Deadline(timeout_seconds)
    timeout = TIMEOUT if timeout_seconds is None else timeout_seconds
    for address in _checked_addresses(url, allow_private=allow_private)[:TRIED_ADDRESSES]:
        try:
            with deadline or nullcontext():
                extensions = {} if deadline is None else {"trace": deadline.trace}
                answer = _ask(method, url, address, headers=headers, timeout=timeout, extensions=extensions, **content)
            if deadline is not None and deadline.is_over:
                raise ChannelUnavailable("late")
            return answer
        except httpx.ConnectError:  # nothing was said: `localhost` names two addresses, and one may be served by nobody
            continue
        except httpx.HTTPError as error:
            raise ChannelUnavailable(type(error).__name__) from None
    raise ChannelUnavailable("ConnectError")


def _ask(
    method: str,
    url: str,
    address: str,
    *,
    headers: Mapping[str, str],
    timeout: httpx.Timeout | float,
    extensions: Mapping[str, Any],
    **content: Any,
) -> Answer:
    """Connect to the address that was checked: a second resolution could answer another one."""
    parts = urlsplit(url)
    pinned = url.replace(parts.netloc, _netloc(address, parts.port), 1)
    host = parts.netloc.rsplit("@", 1)[-1]
    with (
        httpx.Client(verify=trusted(), timeout=timeout, follow_redirects=False, trust_env=False) as client,
        client.stream(
            method,
            pinned,
            headers={**headers, "Host": host},
            extensions={"sni_hostname": parts.hostname or "", **extensions},
            **content,
        ) as answer,
    ):
        received = bytearray()
        for chunk in answer.iter_bytes():
            received += chunk
            if len(received) > MOST_BYTES:
                break
        return Answer(
            answer.status_code,
            answer.headers.get("content-type", ""),
            bytes(received[:MOST_BYTES]),
            is_whole=len(received) <= MOST_BYTES,
        )


def _checked_addresses(url: str, *, allow_private: bool) -> list[str]:
    """Resolve the host; refuse private, loopback and other special addresses unless these are allowed."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise MessageRefused("not_a_web_address")
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise ChannelUnavailable("name_not_resolved") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(ipaddress.ip_address(item).is_global for item in addresses):
        raise MessageRefused("private_address")
    return list(dict.fromkeys(addresses))


def _netloc(address: str, port: int | None) -> str:
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port}" if port else host
