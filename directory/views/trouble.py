"""What a page that says no, or that something broke, leaves behind: an id that its reader may tell, and a line of the
log with it. The line holds no value of the request, not even its path.
"""

import logging
import secrets
from typing import Final

from django.http import HttpResponse

HEADER: Final = "X-Correlation-Id"
logger = logging.getLogger("directory.trouble")


def draw_id() -> str:
    """An id that nobody else was told."""
    return secrets.token_hex(8)


def note(code: str, *, level: int = logging.INFO) -> str:
    """Write the line, and return the id that finds it again. code: stable."""
    correlation_id = draw_id()
    logger.log(level, "refused code=%s id=%s", code, correlation_id)
    return correlation_id


def marked(response: HttpResponse, correlation_id: str) -> HttpResponse:
    """The same answer, with its id where programs read it."""
    response.headers[HEADER] = correlation_id
    return response
