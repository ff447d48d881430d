"""What becomes of a situation, from the record: corrected, ended, a departure planned, an end taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions, queries
from directory.admin.meanwhile import Difference, choose, sealed, unsealed
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import ChangedMeanwhile, InvalidPractice, NotAllowed
from directory.fields import DayField, offer_codes, point_at_first_error
from directory.models import PractitionerRole
from directory.tasks import poke_delivery
from directory.workflows.exercise import cancel_departure, end_role, plan_departure, reopen_role
from directory.workflows.practice_rules import ACTIVITY_KINDS, ROLES, SECTORS
from directory.workflows.role_change import modify_role
from directory.workflows.situations import Situation, situation_of

_LABELS: dict[str, Any] = {
    "role_code": gettext_lazy("Role"),
    "activity_kind_code": gettext_lazy("Kind of activity"),
    "sector_code": gettext_lazy("Sector of activity"),
    "valid_from": gettext_lazy("Start date"),
    "valid_until": gettext_lazy("End date"),
}
_TABLES = {"activity_kind_code": ACTIVITY_KINDS, "sector_code": SECTORS}
Act = Callable[[Situation, dict[str, Any]], object]


class EndForm(forms.Form):
    """The last day."""

    ends_on = DayField(label=gettext_lazy("Ended on"))


class DepartureForm(forms.Form):
    """The day on which the rights end."""

    leaves_on = DayField(
        label=gettext_lazy("Leaves on"),
        help_text=gettext_lazy("The rights of this activity end on that day, by themselves. At most a year ahead."),
    )


class ReopeningForm(forms.Form):
    """Nothing to fill."""


class SituationForm(forms.Form):
    """What may be corrected. A code that is not on offer any more stays on offer where it stands."""

    role_code = forms.ChoiceField(label=_LABELS["role_code"])
    activity_kind_code = forms.ChoiceField(label=_LABELS["activity_kind_code"])
    sector_code = forms.ChoiceField(label=_LABELS["sector_code"])
    valid_from = DayField(label=_LABELS["valid_from"])

    def __init__(self, *args: Any, role: PractitionerRole, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table in (("role_code", ROLES), ("activity_kind_code", ACTIVITY_KINDS), ("sector_code", SECTORS)):
            code = getattr(role, name)
            offer_codes(self, name, table, empty=None if code else _("None"), present=(code, _shown(name, code)))
            self.fields[name].required = bool(code)  # what was never known may stay so


def modify(request: HttpRequest, role_id: int) -> HttpResponse:
    """GET: the situation in a form. POST: corrects it."""
    viewer, role = _find(request, role_id)
    seen = situation_of(role)
    form = SituationForm(request.POST or None, role=role, initial=vars(seen))

    def act(read: Situation, data: dict[str, Any]) -> None:
        wanted = Situation(**data, valid_until=read.valid_until)
        modify_role(account=viewer.account, role=role, seen=read, wanted=wanted, now=viewer.now)

    done = _("The activity is corrected, and the person is told.")
    return _answer(request, role, form, act, title=_("Correct an activity"), done=done)


def end(request: HttpRequest, role_id: int) -> HttpResponse:
    """GET: asks for the day. POST: ends an open role of one's own structure."""
    viewer, role = _find(request, role_id)
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate(viewer.now)})

    def act(read: Situation, data: dict[str, Any]) -> None:
        end_role(account=viewer.account, role=role, ends_on=data["ends_on"], seen=read, now=viewer.now)

    done = _("The activity has ended: it gives no right any more.")
    return _answer(request, role, form, act, title=_("End an activity"), done=done)


def depart(request: HttpRequest, role_id: int) -> HttpResponse:
    """GET: asks for the day to come. POST: plans the departure, or changes it; {"cancel"}: forgets it."""
    viewer, role = _find(request, role_id)
    form: forms.Form = DepartureForm(request.POST or None, initial={"leaves_on": role.valid_until})
    if "cancel" in request.POST:
        form = ReopeningForm(request.POST)

        def cancel(read: Situation, data: dict[str, Any]) -> None:
            cancel_departure(account=viewer.account, role=role, seen=read, now=viewer.now)

        done = _("The departure is cancelled: the activity goes on.")
        return _answer(request, role, form, cancel, title=_("Plan a departure"), done=done)

    def act(read: Situation, data: dict[str, Any]) -> None:
        plan_departure(account=viewer.account, role=role, leaves_on=data["leaves_on"], seen=read, now=viewer.now)

    done = _("The departure is planned: the rights end that day, by themselves.")
    return _answer(request, role, form, act, title=_("Plan a departure"), done=done)


def reopen(request: HttpRequest, role_id: int) -> HttpResponse:
    """GET: says what it does. POST: takes back an end that was a mistake."""
    viewer, role = _find(request, role_id)
    form = ReopeningForm(request.POST if request.method == "POST" else None)

    def act(read: Situation, data: dict[str, Any]) -> None:
        reopen_role(account=viewer.account, role=role, seen=read, now=viewer.now)

    done = _("The activity is open again, and the person is told.")
    return _answer(request, role, form, act, title=_("Reopen an activity"), done=done)


def _find(request: HttpRequest, role_id: int) -> tuple[Viewer, PractitionerRole]:
    viewer = viewer_of(request)
    roles = permissions.roles_visible_to(viewer.account, viewer.now)
    role = get_object_or_404(roles.select_related("organization", "authority", "exercise__practitioner"), pk=role_id)
    if not permissions.can_close_role(viewer.account, role, viewer.now):
        raise Http404
    return viewer, role


def _answer(
    request: HttpRequest, role: PractitionerRole, form: forms.Form, act: Act, *, title: str, done: str
) -> HttpResponse:
    """Do it once the form is right, for what the form was filled from; else show the form again."""
    person = role.exercise.practitioner
    if request.method == "POST" and form.is_valid():
        read = _read(role, request.POST.get("seen", ""))
        try:
            act(read, form.cleaned_data)
        except ChangedMeanwhile:
            return _choose(request, role, read, form, title=title)
        except (NotAllowed, InvalidPractice) as refusal:
            field = str(refusal.params.get("field", ""))
            form.add_error(field if field in form.fields else None, words_of_refusal(refusal))
        else:
            poke_delivery()
            messages.success(request, done)
            return redirect("portal:directory_practitioner_change", person.pk)
    point_at_first_error(form, else_at=next(iter(form.fields), ""))
    seen = request.POST.get("seen", "") or sealed(role, _values(situation_of(role)))
    context = {
        **portal.each_context(request),
        "title": title,
        "form": form,
        "person": person,
        "role": role,
        "about": f"{_shown('role_code', role.role_code)} · {role.organization}",
        "seen": seen,
        "is_departure": isinstance(form, DepartureForm),
        "is_planned": role.valid_until is not None,
        "is_reopening": isinstance(form, ReopeningForm) and "cancel" not in request.POST,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/directory/situation_form.html", context, status=status)


def _choose(
    request: HttpRequest, role: PractitionerRole, read: Situation, form: forms.Form, *, title: str
) -> HttpResponse:
    present = situation_of(PractitionerRole.objects.get(pk=role.pk))
    typed = {name: form.cleaned_data.get(name, getattr(present, name)) for name in _LABELS}
    if "ends_on" in form.cleaned_data or "leaves_on" in form.cleaned_data:
        typed["valid_until"] = form.cleaned_data.get("ends_on") or form.cleaned_data.get("leaves_on")
    elif not form.fields:
        typed["valid_until"] = None
    differences = [
        Difference(
            label=str(label),
            before=_shown(name, getattr(read, name)),
            present=_shown(name, getattr(present, name)),
            typed=_shown(name, typed[name]),
        )
        for name, label in _LABELS.items()
    ]
    fields = {
        name: request.POST.get(name, "") for name in (*form.fields, *(["cancel"] if "cancel" in request.POST else []))
    }
    again = {**fields, "seen": sealed(role, _values(present))}
    return choose(request, role.exercise.practitioner, role, differences, title=title, typed=again)


def _values(situation: Situation) -> dict[str, str]:
    return {name: str(value) if value is not None else "" for name, value in vars(situation).items()}


def _read(role: PractitionerRole, text: str) -> Situation:
    """What the form was filled from; a situation that none is for a field that is not ours."""
    found = unsealed(role, text)
    return Situation(
        role_code=found.get("role_code", "?"),
        activity_kind_code=found.get("activity_kind_code", "?"),
        sector_code=found.get("sector_code", "?"),
        valid_from=_day(found.get("valid_from", "")),
        valid_until=_day(found.get("valid_until", "")),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if name in _TABLES:
        return queries.label(_TABLES[name], value or "") or str(value or "")
    if name == "role_code" and value:
        return queries.label("TRE_R21-Fonction" if value.startswith("FON-") else ROLES, value)
    return str(value or "")


portal.add_page("situations/<int:role_id>/fin/", end, "end_role")
portal.add_page("situations/<int:role_id>/modification/", modify, "modify_role")
portal.add_page("situations/<int:role_id>/depart/", depart, "plan_departure")
portal.add_page("situations/<int:role_id>/reouverture/", reopen, "reopen_role")
