"""Which pages of other origins may read an answer (the Fetch standard, CORS). No answer is ever read with cookies."""

import re
from enum import Enum, auto

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from oidc.library import registration

# scheme, host in the small letters that browsers write, port
_ORIGIN = re.compile(r"https?://([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.ASCII)
_HEADERS = "Authorization, Content-Type"
_REMEMBERED = 600  # seconds that a browser keeps a preflight's answer


class Readers(Enum):
    """NOBODY: pages of ours alone. SERVICES: pages of public clients too. ANYBODY: what is published."""

    NOBODY = auto()
    SERVICES = auto()
    ANYBODY = auto()


def let_read(request: HttpRequest, response: HttpResponseBase, *, readers: Readers) -> None:
    """Say on an answer who may read it. One query where the request comes from a page of another origin, and services
    are asked for."""
    if readers is Readers.NOBODY:
        return
    if readers is Readers.ANYBODY:
        response["Access-Control-Allow-Origin"] = "*"
        return
    patch_vary_headers(response, ["Origin"])
    origin = request.META.get("HTTP_ORIGIN", "")
    if _ORIGIN.fullmatch(origin) and registration.is_origin_of_a_public_client(origin):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = "WWW-Authenticate"


def answer_preflight(response: HttpResponseBase, *, methods: str) -> None:
    """Say on the answer to OPTIONS what a page that may read us may send."""
    if response.has_header("Access-Control-Allow-Origin"):
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = str(_REMEMBERED)
