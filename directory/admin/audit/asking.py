"""What somebody asks of the audit trail: the form, and the lines that answer."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions, queries
from directory.admin.trail import WORDS
from directory.admin.viewer import Viewer, viewer_of
from directory.models import AuditEvent, AuditOutcome

PLACE = "place"


class TrailForm(forms.Form):
    """A period, an action, an outcome, who, for which authority, on whom; all of them may be empty."""

    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    action = forms.ChoiceField(label=gettext_lazy("Action"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    actor = forms.CharField(label=gettext_lazy("By whom (name, e-mail)"), required=False, max_length=200)
    authority = forms.CharField(label=gettext_lazy("Authority (name, code)"), required=False, max_length=200)
    person = forms.CharField(label=gettext_lazy("National number"), required=False, max_length=40)

    def __init__(self, data: Any, *, of_nation: bool) -> None:
        super().__init__(data)
        words = sorted({action: str(WORDS[action]) for action in WORDS}.items(), key=lambda one: one[1].casefold())
        self.fields["action"].choices = [("", _("All")), *words]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [("", _("All")), *AuditOutcome.choices]  # type: ignore[attr-defined]
        if not of_nation:
            del self.fields["authority"]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins is a slip."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins: check both dates."))
        return cleaned

    def question(self) -> queries.TrailQuestion:
        """What is asked; days are those of legal time, the last one included."""
        values = {name: value for name, value in self.cleaned_data.items() if value and name not in {"since", "until"}}
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        return queries.TrailQuestion(
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            **values,
        )


def read_form(request: HttpRequest) -> tuple[Viewer, TrailForm]:
    """Who asks, and what. Raises Http404 for who reads no trail, BadRequest for what no page of ours asks."""
    viewer = viewer_of(request)
    if not permissions.can_read_trail(viewer.account, viewer.now):
        raise Http404
    form = TrailForm(request.GET, of_nation=viewer.reads_audit)
    if not set(request.GET) <= {*form.fields, PLACE}:
        raise BadRequest("an unknown filter")
    return viewer, form


def lines_for(viewer: Viewer, question: queries.TrailQuestion) -> QuerySet[AuditEvent]:
    """The lines of the viewer's scope that answer."""
    return queries.narrow_trail(permissions.audit_visible_to(viewer.account, viewer.now), question)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
