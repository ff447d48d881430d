"""What an operator decides of a load: asked with a reason, confirmed on a second page that says what will happen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory.admin.loads.comparing import warnings_of
from directory.admin.loads.page import find_load, version_of
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import account_of, viewer_of
from directory.errors import LoadNotPaused, NotAllowed
from directory.models import ExtractLoad
from directory.tasks import poke_loads
from directory.workflows import loading


@dataclass(frozen=True)
class Decision:
    """One thing that can be decided. verb: the workflow's. is_strong: asks a means shown within minutes."""

    verb: Callable[..., ExtractLoad]
    question: object
    effect: object
    button: object
    done: object
    is_strong: bool = False


DECISIONS: Mapping[str, Decision] = {
    "resume": Decision(
        loading.resume,
        gettext_lazy("Check again?"),
        gettext_lazy("The file is compared with the directory again. It waits again if it still exceeds the limits."),
        gettext_lazy("Check again"),
        gettext_lazy("The load is being checked again."),
    ),
    "force": Decision(
        loading.force,
        gettext_lazy("Apply in spite of the limits?"),
        gettext_lazy("Everything that the file changes is written to the directory. This cannot be undone."),
        gettext_lazy("Apply in spite of the limits"),
        gettext_lazy("The load goes on, whatever it changes."),
        is_strong=True,
    ),
    "abandon": Decision(
        loading.abandon,
        gettext_lazy("Abandon this load?"),
        gettext_lazy("The directory stays as it is; the file is not kept."),
        gettext_lazy("Abandon"),
        gettext_lazy("The load is abandoned: the directory did not change."),
    ),
}


class DecisionForm(forms.Form):
    """Which decision, why, and of which state of the load."""

    decision = forms.ChoiceField(choices=[(key, key) for key in DECISIONS])
    reason = forms.CharField(max_length=500)
    version = forms.CharField(max_length=60)


@require_POST
def decide(request: HttpRequest, load_id: int) -> HttpResponse:
    """POST: asks for the confirmation; with `confirmed`, does it. National operators only."""
    load = find_load(request, load_id)
    if not viewer_of(request).runs_loads:
        raise Http404
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to do, and say why: nothing was decided."))
        return redirect("portal:directory_extractload_change", load.pk)
    is_seen = form.cleaned_data["version"] == version_of(load)
    if not is_seen and form.cleaned_data["decision"] != "abandon":  # to give up is the same wherever the load is
        return _too_late(request, load)
    decision = DECISIONS[form.cleaned_data["decision"]]
    missing = ask_for_strong_means(request) if decision.is_strong else None
    if missing is not None:
        return missing
    if "confirmed" not in request.POST:
        return _ask(request, load, form, decision)
    try:
        decision.verb(
            load_id=load.pk, account=account_of(request), reason=form.cleaned_data["reason"], now=timezone.now()
        )
    except LoadNotPaused:
        return _too_late(request, find_load(request, load_id))
    except NotAllowed as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        poke_loads()
        messages.success(request, str(decision.done))
    return redirect("portal:directory_extractload_change", load.pk)


def _ask(request: HttpRequest, load: ExtractLoad, form: DecisionForm, decision: Decision) -> HttpResponse:
    context = {
        **portal.each_context(request),
        "title": decision.question,
        "load": load,
        "decision": decision,
        "key": form.cleaned_data["decision"],
        "reason": form.cleaned_data["reason"],
        "version": form.cleaned_data["version"],
        "warnings": warnings_of(load) if form.cleaned_data["decision"] == "force" else [],
    }
    return TemplateResponse(request, "admin/directory/load_decide.html", context)


def _too_late(request: HttpRequest, load: ExtractLoad) -> HttpResponse:
    """Somebody was quicker, or the load went on: what they did is said, and nothing else is done."""
    if load.decided_by is not None and load.decided_at is not None:
        words = _("%(name)s decided before you, on %(at)s: “%(reason)s”. The load is now %(state)s.") % {
            "name": load.decided_by,
            "at": date_format(timezone.localtime(load.decided_at), "SHORT_DATETIME_FORMAT"),
            "reason": load.decision_reason,
            "state": load.get_state_display(),
        }
    else:
        words = _("The load has moved on meanwhile; it is now %(state)s. Look again.") % {
            "state": load.get_state_display()
        }
    messages.warning(request, words)
    return redirect("portal:directory_extractload_change", load.pk)


portal.add_page("chargements/<int:load_id>/decision/", decide, "decide_load")
