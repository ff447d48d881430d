"""What a refusal leaves behind: a stable code and an id, told to whoever met it, and one line of the log with both.

The line holds no value of the request: a service is named by its registration alone.
"""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from directory.views import trouble as of_any_page

HEADER = of_any_page.HEADER
logger = logging.getLogger("oidc.trouble")


def note(code: str, *, client_id: str = "") -> str:
    """Write the line, and return the id that finds it again. code: stable. client_id: of a service that exists."""
    correlation_id = of_any_page.draw_id()
    logger.info("refused code=%s client=%s id=%s", code, client_id or "-", correlation_id)
    return correlation_id


def mark(response: HttpResponseBase, code: str) -> None:
    """Give the answer of a program its id."""
    response.headers[HEADER] = note(code)


def show(
    request: HttpRequest,
    template: str,
    reason: str,
    *,
    status: int,
    client_id: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Render a page that says why nothing can be done, with the code and the id for the support of the service."""
    correlation_id = note(reason, client_id=client_id)
    told = {"reason": reason, "correlation_id": correlation_id, **(context or {})}
    response = render(request, template, told, status=status)
    response.headers[HEADER] = correlation_id
    return response
