"""« End a mandate »: who loses what is shown before it is done; the last head of an authority, only with a reason."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import permissions
from directory.admin.mandates.page import find_mandate
from directory.admin.mandates.words import refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import Mandate, MandateEnd
from directory.policy import MANDATE_NOTE_LENGTH
from directory.tasks import poke_delivery
from directory.workflows import mandates
from directory.workflows.mandates import Ending
from directory.workflows.mandates.chain import hanging_from, is_last_head

_REASONS = [reason for reason in MandateEnd if reason not in {MandateEnd.FALLEN, MandateEnd.CLOSED}]


class EndForm(forms.Form):
    """Why."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[(one.value, one.label) for one in _REASONS])
    note = forms.CharField(
        label=gettext_lazy("What must be known of it"),
        required=False,
        max_length=MANDATE_NOTE_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def end_mandate(request: HttpRequest, mandate_id: int) -> HttpResponseBase:
    """GET: what falls, and the form; POST: ends it. Whoever could give this mandate."""
    viewer, mandate = viewer_of(request), find_mandate(request, mandate_id)
    is_running = mandate.valid_until is None or mandate.valid_until > viewer.now
    if not is_running or not permissions.can_end(viewer.account, mandate, viewer.now):
        raise Http404
    return _end(request, mandate)


@strong_means_required
def _end(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    viewer = viewer_of(request)
    form = EndForm(request.POST if request.method == "POST" else None)
    is_last = is_last_head(mandate, viewer.now)
    form.fields["note"].required = is_last
    if form.is_bound and form.is_valid():
        verb = mandates.end_last_head if is_last and "force" in request.POST else mandates.end
        try:
            outcome = verb(ender=viewer.account, mandate=mandate, now=viewer.now, **form.cleaned_data)
        except (MandateRefused, NotAllowed) as refusal:
            form.add_error("note", refusal_words(refusal))
        else:
            if outcome is not Ending.LAST_HEAD:
                return _done(request, mandate, outcome)
            is_last = True
    hanging = hanging_from(mandate, viewer.now)
    context = {
        **portal.each_context(request),
        "title": _("End the mandate of %(name)s") % {"name": mandate.account},
        "mandate": mandate,
        "hanging": hanging,
        "is_last": is_last,
        "form": form,
    }
    return TemplateResponse(request, "admin/directory/mandate_end.html", context, status=422 if form.is_bound else 200)


def _done(request: HttpRequest, mandate: Mandate, outcome: Ending) -> HttpResponse:
    if outcome is Ending.ALREADY_ENDED:
        messages.warning(request, _("Somebody has ended this mandate already: nothing was changed."))
    else:
        poke_delivery()
        fallen = Mandate.objects.filter(given_from=mandate.pk, ended_reason=MandateEnd.FALLEN).count()
        told = _("The mandate has ended: its holder is told.")
        if fallen:
            told = ngettext(
                "The mandate has ended, and the one that hung from it: both holders are told.",
                "The mandate has ended, and all that hung from it: their holders are told.",
                fallen,
            )
        messages.success(request, told)
    return redirect("portal:directory_mandate_change", mandate.pk)


portal.add_page("habilitations/<int:mandate_id>/fin/", end_mandate, "end_mandate")
