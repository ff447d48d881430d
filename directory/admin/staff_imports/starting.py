"""« Import staff »: what it does, the template, the file, and the files given before."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from directory import permissions
from directory.admin.site import portal
from directory.admin.staff_imports.uploads import StaffUploadHandler, receive_upload
from directory.admin.staff_imports.words import BADGES, words_of_decision
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import NotAllowed, StaffImportRefused, UnreadableSheet
from directory.models import RegistrationAuthority, StaffImportState
from directory.policy import STAFF_IMPORT_BYTES, STAFF_IMPORT_KEPT, STAFF_IMPORT_LINES
from directory.tasks import poke_staff_imports
from directory.workflows import staff_imports

SHOWN = 20  # files given before


class StaffFileForm(forms.Form):
    """A file, and for which authority where the account has several."""

    authority = forms.ChoiceField(label=_("For which authority"))
    file = forms.FileField(label=_("Your file, CSV or XLSX"), allow_empty_file=True)

    def __init__(self, *args: Any, authorities: list[RegistrationAuthority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), row.name) for row in authorities]
        field = self.fields["authority"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
            field.initial = choices[0][0]
        if len(choices) == 1:
            field.widget = forms.HiddenInput()


@csrf_exempt  # until the file has found its place: `_answer` checks the token, before it does anything
def import_staff(request: HttpRequest) -> HttpResponse:
    """GET: the page. POST: takes the file; its own page is next. Whoever registers people."""
    if not viewer_of(request).enrols:
        raise Http404
    return _answer(request, receive_upload(request))


@csrf_protect
def _answer(request: HttpRequest, handler: StaffUploadHandler) -> HttpResponse:
    viewer = viewer_of(request)
    authorities = permissions.authorities_that_enrol(viewer.account, viewer.now)
    if request.method != "POST":
        return _page(request, viewer, StaffFileForm(authorities=authorities))
    form = StaffFileForm(request.POST, request.FILES, authorities=authorities)
    if handler.is_too_large:
        form.full_clean()
        form.errors.pop("file", None)
        form.add_error("file", words_of_decision(UnreadableSheet(reason="size")))
    if not form.is_valid():
        return _page(request, viewer, form)
    file = form.cleaned_data["file"]
    try:
        given = staff_imports.receive(
            account=viewer.account,
            authority_id=int(form.cleaned_data["authority"]),
            file_name=file.name,
            content=file.read(),
            now=viewer.now,
        )
    except (NotAllowed, UnreadableSheet, StaffImportRefused) as refusal:
        form.add_error("file", words_of_decision(refusal))
        return _page(request, viewer, form)
    poke_staff_imports()
    return redirect("portal:staff_import", given.pk)


def _page(request: HttpRequest, viewer: Viewer, form: StaffFileForm) -> HttpResponse:
    given = permissions.staff_imports_visible_to(viewer.account, viewer.now)
    latest = given.select_related("given_by", "authority").order_by("-given_at", "-pk")[:SHOWN]
    context = {
        **portal.each_context(request),
        "title": _("Import staff"),
        "form": form,
        "several": len(form.fields["authority"].choices) > 1,  # type: ignore[attr-defined]  # a ChoiceField
        "most_lines": number_format(STAFF_IMPORT_LINES, force_grouping=True),
        "most_bytes": filesizeformat(STAFF_IMPORT_BYTES),
        "kept_days": STAFF_IMPORT_KEPT.days,
        "given": [{"one": one, "badge": BADGES.get(StaffImportState(one.state), "info")} for one in latest],
    }
    return TemplateResponse(
        request, "admin/directory/staff_import_start.html", context, status=422 if form.is_bound else 200
    )


portal.add_page("imports/", import_staff, "staff_imports")
