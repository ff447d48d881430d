"""The steps of a request: their names, and the page of one."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.models import EnrolmentRequest


def steps() -> list[str]:
    """As the person sees them."""
    return [_("Address"), _("Identity"), _("Activity"), _("Mobile"), _("Sending")]


def page_of_step(
    request: HttpRequest,
    found: EnrolmentRequest,
    token: str,
    form: Form,
    step: tuple[str, int],
    *,
    status: int = 0,
    **context: Any,
) -> HttpResponse:
    """A step with its form. step: the name of its template, and which one it is. status: 0 lets the form say."""
    name, number = step
    shown = {"found": found, "token": token, "form": form, "steps": steps(), "current": number, **context}
    answered = status or (422 if form.is_bound else 200)
    return render(request, f"directory/joining/{name}.html", shown, status=answered)
