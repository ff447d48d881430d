"""« Open a departmental council » of an order."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.authorities.forms import show_form
from directory.admin.authorities.page import find_authority
from directory.admin.mandates.words import refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import AuthorityKind, RegistrationAuthority
from directory.vocabulary.departments import all_departments
from directory.workflows import authorities


class CouncilForm(forms.Form):
    """Which department, under which name."""

    department_code = forms.ChoiceField(label=gettext_lazy("Department"))
    name = forms.CharField(label=gettext_lazy("Name of the council"), max_length=200)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # None, or what was posted
        rows = [(row.code, f"{row.code} {row.name}") for row in all_departments().values() if row.region_code]
        self.fields["department_code"].choices = rows  # type: ignore[attr-defined]  # a ChoiceField


def open_council(request: HttpRequest, authority_id: int) -> HttpResponseBase:
    """GET: the form; POST: opens it. National operators."""
    viewer, order = viewer_of(request), find_authority(request, authority_id)
    is_whole = order.kind == AuthorityKind.ORDER and not order.department_code
    if not is_whole or not permissions.can_change_authority(viewer.account, order, viewer.now):
        raise Http404
    return _open(request, order)


@strong_means_required
def _open(request: HttpRequest, order: RegistrationAuthority) -> HttpResponse:
    viewer = viewer_of(request)
    form = CouncilForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            council = authorities.open_council(account=viewer.account, order=order, now=viewer.now, **form.cleaned_data)
        except (MandateRefused, NotAllowed) as refusal:
            form.add_error("department_code", refusal_words(refusal))
        else:
            messages.success(request, _("The council is open: invite the officer who acts for it."))
            return redirect("portal:directory_registrationauthority_change", council.pk)
    return show_form(
        request,
        form,
        order,
        title=_("Open a departmental council"),
        lead=_("Its officers see the people of the order who practise in the department."),
        button=_("Open the council"),
    )


portal.add_page("autorites/<int:authority_id>/conseil/", open_council, "open_council")
