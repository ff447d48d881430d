"""What the portal refuses to somebody signed in is remembered, once the refused transaction is over.

A page that turns a refusal into words says so by `note_refusal`; pages that answer 403 or 404 need say nothing.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from directory.admin.keys import is_key
from directory.admin.viewer import viewer_of
from directory.errors import DomainError
from directory.workflows import auditing

_BY_STATUS = {403: "forbidden", 404: "not_found"}

View = Callable[..., HttpResponseBase]

# Reasons noted by the page that is being answered; None elsewhere.
_noted: ContextVar[list[str] | None] = ContextVar("refusals_noted", default=None)


def note_refusal(reason: str) -> None:
    """The page being answered refuses an act. reason: a code. Nothing happens outside a page of the portal."""
    noted = _noted.get()
    if noted is not None:
        noted.append(reason)


def trace_refusals(view: View) -> View:
    """A page whose refusals leave lines in the trail, few a minute and account; the others are counted."""

    @wraps(view)
    def traced(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        noted: list[str] = []
        token = _noted.set(noted)
        try:
            response = view(request, *args, **kwargs)
        except (Http404, PermissionDenied) as refusal:
            cause = refusal.__cause__
            status = 404 if isinstance(refusal, Http404) else 403
            _remember(request, [cause.code if isinstance(cause, DomainError) else _BY_STATUS[status]])
            raise
        finally:
            _noted.reset(token)
        if not noted and response.status_code in _BY_STATUS:
            noted.append(_BY_STATUS[response.status_code])
        _remember(request, noted)
        return response

    return traced


def _remember(request: HttpRequest, reasons: list[str]) -> None:
    page = request.resolver_match.url_name if request.resolver_match else None
    if not reasons or page is None:  # no page of ours: a slip of the keyboard
        return
    viewer = viewer_of(request)
    for reason in dict.fromkeys(reasons):
        auditing.remember_refusal(
            action="directory.page_refused" if reason in _BY_STATUS.values() else "directory.act_refused",
            reason=reason,
            now=viewer.now,
            actor=viewer.account,
            mandate=viewer.only_mandate,
            page=page,
            key=_key(request),
        )


def _key(request: HttpRequest) -> str:
    """The key in the address, when it is one: of what was asked for. Nothing else of the address is kept."""
    values = request.resolver_match.kwargs.values() if request.resolver_match else ()
    return next((str(value) for value in values if _is_key(value)), "")


def _is_key(value: object) -> bool:
    return isinstance(value, UUID) or is_key(str(value))
