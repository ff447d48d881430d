"""The page of one load: how far it is, what it would change, what it changed, what was refused, who decided."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from directory import permissions, queries
from directory.admin.loads.comparing import comparison_of, warnings_of
from directory.admin.loads.steps import CURRENT, steps_of
from directory.admin.loads.watching import make_ticket, ticket_holds
from directory.admin.loads.words import fault_words, field_words, kind_words, refusal_words, step_words
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import ENDED, ExtractLoad, LoadState

ROUTE = "portal:directory_extractload_changelist"  # of the list
SHOWN_LINES = 50
WORKER_SILENCE = timedelta(minutes=1)
BADGES = {
    LoadState.PAUSED: "warning",
    LoadState.FINISHED: "success",
    LoadState.REFUSED: "danger",
    LoadState.UNCHANGED: "success",
    LoadState.ABANDONED: "danger",
}


def find_load(request: HttpRequest, load_id: int) -> ExtractLoad:
    """The load, for those who read loads; others find nothing."""
    viewer = viewer_of(request)
    loads = permissions.loads_visible_to(viewer.account, viewer.now)
    return get_object_or_404(loads.select_related("loaded_by", "decided_by"), pk=load_id)


def show_load(request: HttpRequest, load: ExtractLoad) -> HttpResponse:
    """The whole page."""
    above = [(_("Loads"), reverse(ROUTE))]
    context = {
        **portal.each_context(request),
        "title": load.file_name,
        "trail_above": above,
        **live_context(request, load),
    }
    return TemplateResponse(request, "admin/directory/load.html", context)


@never_cache
def show_progress(request: HttpRequest, load_id: int) -> HttpResponse:
    """GET: what of the page moves, alone; the page asks for it again and again while the load runs."""
    if request.method not in {"GET", "HEAD"}:
        raise Http404
    ticket = request.GET.get("suivi", "")
    if (may_decide := ticket_holds(request, load_id, ticket)) is None:
        context = live_context(request, find_load(request, load_id))
    else:
        load = get_object_or_404(ExtractLoad.objects.select_related("loaded_by", "decided_by"), pk=load_id)
        context = live_context(request, load, ticket=ticket, may_decide=may_decide)
    return TemplateResponse(request, "admin/directory/load_live.html", context)


def version_of(load: ExtractLoad) -> str:
    """Changes with the state and with each decision: what somebody decides of must be what they saw."""
    decided = load.decided_at.timestamp() if load.decided_at else 0
    return f"{load.state}-{load.attempt_count}-{decided:.6f}"


def live_context(
    request: HttpRequest, load: ExtractLoad, *, ticket: str = "", may_decide: bool | None = None
) -> dict[str, Any]:
    """What the template shows of a load. ticket, may_decide: of a page that watches it, and was told so before."""
    viewer = viewer_of(request)
    if may_decide is None:
        may_decide = viewer.runs_loads
        ticket = make_ticket(request, load, may_decide=may_decide)
    state = LoadState(load.state)
    is_open = state not in ENDED
    siblings = list(ExtractLoad.objects.filter(batch=load.batch).exclude(pk=load.pk).order_by("pk"))
    return {
        "load": load,
        "badge": BADGES.get(state, "info"),
        "version": version_of(load),
        "is_open": is_open,
        "is_running": is_open and state is not LoadState.PAUSED,
        "is_paused": state is LoadState.PAUSED,
        "duration": _duration((load.finished_at or viewer.now) - load.started_at),
        "steps": steps_of(load),
        "said": _said(load),
        "progress": _progress(load),
        "comparison": comparison_of(load),
        "warnings": warnings_of(load) if state is LoadState.PAUSED or load.decided_at else [],
        "rows": [{"label": kind_words(kind), **rows} for kind, rows in load.counts.items() if any(rows.values())],
        "unknown_codes": _unknown_codes(load),
        "refused_lines": [
            {"number": line.line_number, "reason": fault_words(line.fault), "is_used": line.is_used}
            for line in load.refused_lines.order_by("line_number", "fault")[:SHOWN_LINES]
        ],
        "refusal": refusal_words(load.refusal) if state is LoadState.REFUSED else "",
        "missing": load.refusal.get("missing", []),
        "siblings": [{"load": other, "badge": BADGES.get(LoadState(other.state), "info")} for other in siblings],
        "holder": _holder(load, siblings),
        "worker_is_silent": is_open and state is not LoadState.PAUSED and _is_silent(viewer.now),
        "may_decide": may_decide and is_open and state is not LoadState.APPLIED,
        "progress_address": f"{reverse('portal:load_progress', args=[load.pk])}?{urlencode({'suivi': ticket})}",
    }


def _holder(load: ExtractLoad, siblings: list[ExtractLoad]) -> ExtractLoad | None:
    """The file of the same batch that this one waits for."""
    if load.state in ENDED or load.state == LoadState.PAUSED:
        return None
    return next((other for other in siblings if other.state in {LoadState.PAUSED, LoadState.REFUSED}), None)


def _said(load: ExtractLoad) -> str:
    """One line for those who hear the page: where the load is."""
    running = next((step.label for step in steps_of(load) if step.state == CURRENT), "")
    step = load.progress.get("step", "")
    if load.state in ENDED or load.state == LoadState.PAUSED or not step:
        return str(load.get_state_display())
    return f"{running}: {step_words(step)}" if running else step_words(step)


def _progress(load: ExtractLoad) -> dict[str, Any]:
    """Words and counts of what runs; percent is None when nobody knows how much there is."""
    step = load.progress.get("step", "")
    if load.state in ENDED or load.state == LoadState.PAUSED:
        return {}
    if not step:
        return {"words": _("Waiting for the worker"), "done": 0, "total": 0, "percent": None}
    done, total = int(load.progress.get("done", 0)), int(load.progress.get("total", 0))
    # The total is that of the last file of the kind, or a guess: once there are more, nobody knows how many.
    percent = done * 100 // total if done and done <= total else None
    return {"words": step_words(step), "done": done, "total": total, "percent": percent}


def _unknown_codes(load: ExtractLoad) -> list[dict[str, Any]]:
    return [
        {"field": field_words(field), "code": code, "count": count}
        for field, codes in load.unknown_codes.items()
        for code, count in sorted(codes.items(), key=lambda item: -item[1])
    ]


def _is_silent(now: datetime) -> bool:
    beat = queries.last_worker_beat()
    return beat is None or now - beat > WORKER_SILENCE


def _duration(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)s min %(seconds)02d s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)s s") % {"seconds": seconds}


portal.add_page("chargements/<int:load_id>/etat/", show_progress, "load_progress")
