"""What every page behind the link does first: find the request, and keep whoever has no business there out."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from directory.errors import RequestChanged
from directory.models import EnrolmentRequest
from directory.states import WRITTEN_BY_PERSON
from directory.views.public.visitors import limited
from directory.workflows.requests.filling import request_of_link

Page = Callable[[HttpRequest, EnrolmentRequest, str], HttpResponse]


def behind_link(page: Page) -> Callable[..., HttpResponse]:
    """A page of a request: 404 for an unknown link; what changed meanwhile leads back to its first page."""

    @never_cache
    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @limited
    @wraps(page)
    def opened(request: HttpRequest, token: str, **_kwargs: Any) -> HttpResponse:
        found = request_of_link(token, timezone.now())
        if found is None:
            return render(request, "directory/joining/unknown.html", status=404)
        try:
            answer = page(request, found, token)
        except RequestChanged:
            messages.warning(request, _("Something has changed meanwhile: nothing of this page was kept."))
            answer = redirect("join_request", token)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return opened


def step_of_person(page: Page) -> Callable[..., HttpResponse]:
    """One step: only while it is the person's turn to write; else the first page says where the request is."""

    @behind_link
    @wraps(page)
    def opened(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
        if found.state not in WRITTEN_BY_PERSON or found.expires_at <= timezone.now():
            return redirect("join_request", token)
        return page(request, found, token)

    return opened
