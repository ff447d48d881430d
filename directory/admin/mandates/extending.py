"""« Extend a mandate »: another last day, said by whoever could give it."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.mandates.page import find_mandate
from directory.admin.mandates.words import end_of_day, last_day, refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import Mandate
from directory.tasks import poke_delivery
from directory.workflows import mandates


class ExtendForm(forms.Form):
    """Until when."""

    until = forms.DateField(
        label=gettext_lazy("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def extend_mandate(request: HttpRequest, mandate_id: int) -> HttpResponseBase:
    """GET: the form; POST: extends it. Whoever could give this mandate, but not its holder."""
    viewer, mandate = viewer_of(request), find_mandate(request, mandate_id)
    is_ending = mandate.valid_until is not None and mandate.valid_until > viewer.now
    is_own = mandate.account_id == viewer.account.pk
    if not is_ending or is_own or not permissions.can_end(viewer.account, mandate, viewer.now):
        raise Http404
    return _extend(request, mandate)


@strong_means_required
def _extend(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    viewer = viewer_of(request)
    above = mandate.given_from.valid_until if mandate.given_from else None
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if above is not None and (day := last_day(above)):
        form.fields["until"].widget.attrs["max"] = day.isoformat()
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["until"]
        until: datetime = above if above is not None and day == last_day(above) else end_of_day(day)
        try:
            mandates.extend(account=viewer.account, mandate=mandate, until=until, now=viewer.now)
        except (MandateRefused, NotAllowed) as refusal:
            form.add_error("until", refusal_words(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The mandate lasts longer: its holder is told."))
            return redirect("portal:directory_mandate_change", mandate.pk)
    context = {
        **portal.each_context(request),
        "title": _("Extend the mandate of %(name)s") % {"name": mandate.account},
        "mandate": mandate,
        "last_day": last_day(mandate.valid_until),
        "latest": last_day(above),
        "form": form,
    }
    return TemplateResponse(
        request, "admin/directory/mandate_extend.html", context, status=422 if form.is_bound else 200
    )


portal.add_page("habilitations/<int:mandate_id>/prolonger/", extend_mandate, "extend_mandate")
