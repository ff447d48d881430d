"""The page of a short form about one person."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from directory.admin.site import portal
from directory.models import Practitioner


def show_person_form(
    request: HttpRequest, form: forms.Form, person: Practitioner, *, title: str, about: str = "", lead: str = ""
) -> HttpResponse:
    """The form, with what it is about, and what had better be known before."""
    context: dict[str, Any] = {"title": title, "form": form, "person": person, "about": about, "lead": lead}
    return TemplateResponse(
        request,
        "admin/directory/person_form.html",
        {**portal.each_context(request), **context},
        status=422 if form.is_bound else 200,
    )
