"""A page with one form about an authority, and the way back to it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from directory.admin.site import portal
from directory.models import RegistrationAuthority


def show_form(request: HttpRequest, form: forms.Form, authority: RegistrationAuthority, **words: Any) -> HttpResponse:
    """words: title; lead, what follows from it; button; warning where there is one."""
    context = {**portal.each_context(request), "form": form, "authority": authority, "warning": "", **words}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/directory/authority_form.html", context, status=status)
