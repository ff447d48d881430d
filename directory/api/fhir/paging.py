"""Where the next page begins: an opaque token that only the search it was made for understands.

Pages follow the primary key, which never changes: a row that changes between two pages is neither seen twice nor
jumped over, and one that is created meanwhile comes last.
"""

import base64
import binascii
import struct

from django.utils.crypto import constant_time_compare, salted_hmac

from directory.api.fhir.errors import Refusal

_SALT = "directory.api.fhir.paging"
_SEAL_BYTES = 9
_KEY = struct.Struct(">Q")


def page_token(search: str, after: int) -> str:
    """The token of the page that follows this primary key. search: type and conditions, in one text."""
    return base64.urlsafe_b64encode(_KEY.pack(after) + _seal(search, after)).decode().rstrip("=")


def read_page_token(search: str, text: str) -> int:
    """The primary key after which the page begins. Raises Refusal for a token of another search, or none of ours."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        (after,) = _KEY.unpack(raw[: _KEY.size])
    except (binascii.Error, struct.error, ValueError):
        raise _refusal() from None
    if not constant_time_compare(raw[_KEY.size :], _seal(search, after)):
        raise _refusal()
    return int(after)


def _seal(search: str, after: int) -> bytes:
    return salted_hmac(_SALT, f"{after} {search}", algorithm="sha256").digest()[:_SEAL_BYTES]


def _refusal() -> Refusal:
    return Refusal(400, "value", "_page cannot be used: follow the links of the answer, with the same search.")
