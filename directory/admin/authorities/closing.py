"""« Close an authority »: on a day, with the mandates that end then told."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import permissions
from directory.admin.authorities.forms import show_form
from directory.admin.authorities.page import find_authority
from directory.admin.mandates.words import end_of_day, refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import RegistrationAuthority
from directory.tasks import poke_delivery
from directory.workflows import authorities
from directory.workflows.authorities.closing import is_closable, mandates_that_end


class CloseForm(forms.Form):
    """Its last day."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def close_authority(request: HttpRequest, authority_id: int) -> HttpResponseBase:
    """GET: asks for the day; POST: closes it then. Operators, and the agency of the region."""
    viewer, authority = viewer_of(request), find_authority(request, authority_id)
    if not is_closable(authority) or not permissions.can_change_authority(viewer.account, authority, viewer.now):
        raise Http404
    return _close(request, authority)


@strong_means_required
def _close(request: HttpRequest, authority: RegistrationAuthority) -> HttpResponse:
    viewer = viewer_of(request)
    today = timezone.localdate(viewer.now)
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"last_day": today})
    if form.is_bound and form.is_valid():
        try:
            authorities.close_authority(
                account=viewer.account, authority=authority, last_day=form.cleaned_data["last_day"], now=viewer.now
            )
        except (MandateRefused, NotAllowed) as refusal:
            form.add_error("last_day", refusal_words(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The authority closes after this day: those who act for it are told."))
            return redirect("portal:directory_registrationauthority_change", authority.pk)
    ending = len(mandates_that_end(authority, end_of_day(today), viewer.now))
    warning = ngettext(
        "%(count)s mandate ends with it: its holder is told.",
        "%(count)s mandates end with it: their holders are told.",
        ending,
    )
    return show_form(
        request,
        form,
        authority,
        title=_("Close %(name)s") % {"name": authority.name},
        lead=_("After this day nobody registers people for it. Those whom it registered stay in the directory."),
        button=_("Close the authority"),
        warning=warning % {"count": ending} if ending else "",
    )


portal.add_page("autorites/<int:authority_id>/fermer/", close_authority, "close_authority")
