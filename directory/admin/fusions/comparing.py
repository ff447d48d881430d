"""« Merge two records »: two numbers, both records side by side, then the act with its reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions, queries
from directory.admin.fusions.words import TRAITS, told
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import account_of, viewer_of
from directory.errors import MergeRefused
from directory.models import Practitioner
from directory.policy import FUSION_REASON_LENGTH
from directory.wording import merge_words
from directory.workflows import merging


class NumbersForm(forms.Form):
    """Which record is kept, and which one joins it."""

    kept = forms.CharField(
        label=gettext_lazy("Number of the record to keep"),
        max_length=40,
        help_text=gettext_lazy("RPPS, ADELI or national number: its people keep this one."),
    )
    absorbed = forms.CharField(
        label=gettext_lazy("Number of the record to absorb"),
        max_length=40,
        help_text=gettext_lazy("It stays, unlisted; its number leads to the other one."),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_kept(self) -> Practitioner:
        """The person of this number."""
        return self._person("kept")

    def clean_absorbed(self) -> Practitioner:
        """The person of this number."""
        return self._person("absorbed")

    def _person(self, name: str) -> Practitioner:
        viewer = viewer_of(self._request)
        found = queries.people_of_number(self.cleaned_data[name]) & permissions.practitioners_visible_to(
            viewer.account, viewer.now
        )
        person = found.first()
        if person is None:
            raise forms.ValidationError(_("The directory knows nobody of this number."))
        return person


class MergeForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why they are one person"),
        max_length=FUSION_REASON_LENGTH[1],
        help_text=gettext_lazy("What shows it: a document, the authority’s word. Sharing an address shows nothing."),
    )
    difference_reason = forms.CharField(
        label=gettext_lazy("Why their birth dates differ"), max_length=FUSION_REASON_LENGTH[1], required=False
    )


@strong_means_required
def merge_records(request: HttpRequest) -> HttpResponse:
    """GET: the numbers, then both records. POST: merges them. National operators, with a passkey shown lately."""
    viewer = viewer_of(request)
    if not permissions.can_merge_people(viewer.account, viewer.now):
        raise Http404
    numbers = NumbersForm(request.GET if request.GET.get("absorbed") else None, request=request, initial=request.GET)
    if not numbers.is_bound or not numbers.is_valid():
        return _page(request, numbers, status=422 if numbers.is_bound else 200)
    kept, absorbed = numbers.cleaned_data["kept"], numbers.cleaned_data["absorbed"]
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            fusion = merging.merge(
                account=account_of(request),
                kept_id=kept.pk,
                absorbed_id=absorbed.pk,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except MergeRefused as refusal:
            form.add_error("difference_reason" if refusal.reason == "birth_date" else None, merge_words(refusal))
        else:
            messages.success(request, _("Both records are one person’s now."))
            return redirect("portal:directory_fusion_change", fusion.pk)
    found = merging.preview(account=account_of(request), kept_id=kept.pk, absorbed_id=absorbed.pk, now=viewer.now)
    return _page(request, numbers, status=422 if form.is_bound else 200, form=form, **_shown(found))


def _shown(found: merging.Preview) -> dict[str, Any]:
    return {
        "found": found,
        "identity": [
            {
                "trait": TRAITS[line.trait],
                "kept": _value(line.kept),
                "absorbed": _value(line.absorbed),
                "is_same": line.is_same,
            }
            for line in found.identity
        ],
        "passing": told(found.moves.counts()),
        "staying": told(found.moves.stays),
        "refusal": merge_words(MergeRefused(reason=found.refusal)) if found.refusal else "",
    }


def _value(value: Any) -> str:
    return value if isinstance(value, str) else date_format(value, "SHORT_DATE_FORMAT")


def _page(request: HttpRequest, numbers: NumbersForm, *, status: int, **context: Any) -> HttpResponse:
    context |= {**portal.each_context(request), "title": _("Merge two records"), "numbers": numbers}
    return TemplateResponse(request, "admin/directory/fusion_new.html", context, status=status)


portal.add_page("rapprochements/nouveau/", merge_records, "merge_records")
