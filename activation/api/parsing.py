"""How the JSON doors read a body: small, UTF-8, strict, and refused rather than crashed on."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from activation.api.errors import BodyTooLarge
from activation.policy import BODY_MAX_BYTES


class SmallJSONParser(JSONParser):
    """JSON of a bounded size; a text nested beyond reading is malformed."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Read one value. Raises ParseError, BodyTooLarge."""
        length = stream.META.get("CONTENT_LENGTH") or "0" if hasattr(stream, "META") else "0"
        if not length.isdigit() or int(length) > BODY_MAX_BYTES:
            raise BodyTooLarge()
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError() from None
