"""Which redirection addresses may be registered, which one a request may use, and how an answer is put on it."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from oidc.errors import RegistrationRefused

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_LOOPBACK_NAMES = tuple(host.strip("[]") for host in LOOPBACK_HOSTS)
_DEFAULT_PORTS = {"https": 443, "http": 80}
# what a host may hold: the address stands in the Content-Security-Policy of our pages
_NETLOC = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?", re.ASCII)
FORBIDDEN_SCHEMES = ("javascript", "data", "vbscript", "file", "about", "blob")


def is_registered(uri: str, *, registered: tuple[str, ...], native: bool) -> bool:
    """Tell whether a request may use this address: exact comparison of text (RFC 9700 §2.1).

    native: a public client on the person's own machine, whose loopback port is free (RFC 8252 §7.3).
    """
    if uri in registered:
        return True
    if not native:
        return False
    without_port = _loopback_without_port(uri)
    return without_port is not None and without_port in {_loopback_without_port(one) for one in registered}


def _loopback_without_port(uri: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "::1") or "@" in parts.netloc or parts.fragment:
        return None
    return parts.hostname, parts.path, parts.query


def is_loopback(uri: str) -> bool:
    """Tell whether an address is on the machine of whoever reads it."""
    return urlsplit(uri).hostname in _LOOPBACK_NAMES


def check_registrable(uri: str, *, native: bool) -> None:
    """Refuse an address that no client may register.

    https, or http on the loopback, or for a native client a private scheme that holds a dot (RFC 8252 §7.1); no
    fragment, no user
    name, no control character. Raises RegistrationRefused `invalid_redirect_uri`.
    """
    refusal = _registration_fault(uri, native=native)
    if refusal:
        raise RegistrationRefused("invalid_redirect_uri", refusal)


def check_notifiable(uri: str) -> None:
    """Refuse an address that we are to call ourselves, for the same reasons, and a private scheme.

    Raises RegistrationRefused `invalid_client_metadata`. Where it leads is judged again at each call.
    """
    refusal = _registration_fault(uri, native=False)
    if refusal:
        raise RegistrationRefused("invalid_client_metadata", refusal)


def _registration_fault(uri: str, *, native: bool) -> str:
    if (
        not uri.isascii()
        or any(ord(character) <= 0x20 or ord(character) == 0x7F for character in uri)
        or len(uri) > 2000
    ):
        return "not an absolute address"
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "not an absolute address"
    if not parts.scheme or parts.scheme in FORBIDDEN_SCHEMES:
        return "scheme not allowed"
    if "#" in uri:
        return "a fragment is not allowed"
    if "@" in parts.netloc:
        return "a user name is not allowed"
    if parts.scheme in ("http", "https") and not _NETLOC.fullmatch(parts.netloc):
        return "no host"
    if parts.scheme == "https":
        return ""
    if parts.scheme == "http":
        return "" if parts.hostname in _LOOPBACK_NAMES else "http is for the loopback only"
    return "" if native and "." in parts.scheme else "scheme not allowed"


def put_answer(uri: str, *, members: dict[str, str]) -> str:
    """Return the address with the answer in its query, each value encoded once.

    A query that was registered is kept as it is (RFC 6749 §3.1.2); an empty value is left out.
    """
    parts = urlsplit(uri)
    answer = urlencode({name: value for name, value in members.items() if value})
    query = f"{parts.query}&{answer}" if parts.query else answer
    return urlunsplit(parts._replace(query=query))


def origin_of(uri: str) -> str | None:
    """Return the web origin of an address as browsers write it (RFC 6454 §6.1): small letters, no default port; None
    for a private scheme."""
    parts = urlsplit(uri)
    if parts.scheme not in _DEFAULT_PORTS or parts.hostname is None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def form_action_source(uri: str) -> str:
    """Return the Content-Security-Policy source that lets a form end at this address: its origin, or its private
    scheme."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"
