"""How a resource server is named (RFC 8707 §2)."""

from urllib.parse import urlsplit

LONGEST = 500  # characters


def is_resource_uri(text: str) -> bool:
    """Tell whether a text is an absolute URI without a fragment: `https://…`, `urn:…`."""
    written = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}#')
    if not written or not 0 < len(text) <= LONGEST:
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    named = parts.hostname if parts.scheme in ("https", "http") else parts.netloc or parts.path
    return bool(parts.scheme and named) and "@" not in parts.netloc
