"""How the JSON doors read a body: small, UTF-8, strict, and refused rather than crashed on."""

from collections.abc import Mapping
from typing import IO, Any

from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from activation.api.errors import BodyTooLarge
from activation.policy import BODY_MAX_BYTES


def require_small(request: HttpRequest | Request | None) -> None:
    """Refuse a body that says to be too long; one that says nothing is empty. Raises BodyTooLarge."""
    length = (request.META.get("CONTENT_LENGTH") if request else None) or "0"
    if not length.isdigit() or int(length) > BODY_MAX_BYTES:
        raise BodyTooLarge()


class SmallJSONParser(JSONParser):
    """JSON of a bounded size; a text nested beyond reading is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Read one value. Raises ParseError, BodyTooLarge."""
        require_small(parser_context["request"] if parser_context else None)
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError() from None
