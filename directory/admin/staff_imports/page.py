"""The page of one file of staff: what it would do, what waits, what was done, live while it runs."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory import permissions, queries
from directory.admin.loads.page import WORKER_SILENCE
from directory.admin.site import portal
from directory.admin.staff_imports.words import (
    BADGES,
    LINE_BADGES,
    faults_of,
    missing_columns,
    outcome_of,
    words_of_refused_file,
    words_of_stop,
)
from directory.admin.viewer import viewer_of
from directory.models import READY_LINES, StaffImport, StaffImportLine, StaffImportState, StaffLineState
from directory.sheets.sealing import unseal_cells

SHOWN_LINES = 50
RUNNING = (StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CONFIRMED)
_ENDED_FOR_GOOD = (StaffImportState.REFUSED, StaffImportState.ABANDONED)
_STEPS = (gettext_lazy("Check of the lines"), gettext_lazy("Your decision"), gettext_lazy("Registration"))
# How far each state is: the step that is current, and how it is shown
_PLACES = {
    StaffImportState.RECEIVED: (0, "current"),
    StaffImportState.CHECKING: (0, "current"),
    StaffImportState.REFUSED: (0, "failed"),
    StaffImportState.CHECKED: (1, "waiting"),
    StaffImportState.ABANDONED: (1, "failed"),
    StaffImportState.CONFIRMED: (2, "current"),
    StaffImportState.STOPPED: (2, "waiting"),
    StaffImportState.FINISHED: (3, "done"),
}
_ORDER = (
    StaffLineState.DONE,
    StaffLineState.NEW,
    StaffLineState.KNOWN,
    StaffLineState.ALIKE,
    StaffLineState.FAULTY,
    StaffLineState.TWICE,
    StaffLineState.PRESENT,
    StaffLineState.EARLIER,
)
_SHOWN_STATES = (StaffLineState.FAULTY, StaffLineState.TWICE, StaffLineState.PRESENT, StaffLineState.EARLIER)


def find_import(request: HttpRequest, import_id: int) -> StaffImport:
    """The import, for those who register people for its authority; others find nothing."""
    viewer = viewer_of(request)
    visible = permissions.staff_imports_visible_to(viewer.account, viewer.now)
    return get_object_or_404(visible.select_related("given_by", "confirmed_by", "authority"), pk=import_id)


@require_safe
def show_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """GET: the whole page."""
    given = find_import(request, import_id)
    context = {
        **portal.each_context(request),
        "title": _("File %(name)s") % {"name": given.file_name},
        **live_context(request, given),
    }
    return TemplateResponse(request, "admin/directory/staff_import.html", context)


@require_safe
@never_cache
def show_progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """GET: what of the page moves, alone; the page asks for it again while the import runs."""
    context = live_context(request, find_import(request, import_id))
    return TemplateResponse(request, "admin/directory/staff_import_live.html", context)


def live_context(request: HttpRequest, given: StaffImport) -> dict[str, Any]:
    """What the template shows of an import. Names are read for the lines that are shown, and for no other."""
    state = StaffImportState(given.state)
    counts = _counts(given)
    ready = sum(counts[one] for one in READY_LINES)
    is_running = state in RUNNING
    lines = given.lines.select_related("earlier__staff_import", "decided_by").order_by("number")
    alike = lines.filter(state=StaffLineState.ALIKE)
    shown = lines.filter(state__in=_SHOWN_STATES)
    return {
        "given": given,
        "badge": BADGES.get(state, "info"),
        "version": f"{state}-{counts.total() if is_running else 0}",
        "is_running": is_running,
        "is_decided_later": state in {StaffImportState.STOPPED, StaffImportState.FINISHED},
        "steps": _steps(state),
        "said": str(given.get_state_display()),
        "progress": _progress(given, counts),
        "counts": [
            {"state": one, "words": one.label, "count": counts[one], "badge": LINE_BADGES.get(one, "info")}
            for one in _ORDER
            if counts[one]
        ],
        "ready": ready,
        "to_register": counts[StaffLineState.NEW],
        "to_add": counts[StaffLineState.KNOWN],
        "may_confirm": bool(ready) and not is_running and state not in _ENDED_FOR_GOOD and given.emptied_at is None,
        "may_abandon": state in {StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CHECKED},
        "alike": [_line(line) for line in alike[:SHOWN_LINES]] if not is_running else [],
        "alike_count": counts[StaffLineState.ALIKE],
        "lines": [_line(line) for line in shown[:SHOWN_LINES]] if not is_running else [],
        "more": max(0, sum(counts[one] for one in _SHOWN_STATES) - SHOWN_LINES),
        "has_failed_lines": any(counts[one] for one in (StaffLineState.FAULTY, StaffLineState.ALIKE, *READY_LINES)),
        "refusal": words_of_refused_file(given) if state == StaffImportState.REFUSED else "",
        "missing": missing_columns(given),
        "stop": words_of_stop(given),
        "worker_is_silent": is_running and _is_silent(viewer_of(request).now),
        "progress_address": reverse("portal:staff_import_progress", args=[given.pk]),
    }


def _counts(given: StaffImport) -> Counter[StaffLineState]:
    rows = given.lines.order_by().values_list("state").annotate(Count("pk"))
    return Counter({StaffLineState(state): count for state, count in rows})


def _steps(state: StaffImportState) -> list[dict[str, Any]]:
    current, shown = _PLACES[state]
    return [
        {"label": label, "state": "done" if place < current else shown if place == current else "to_come"}
        for place, label in enumerate(_STEPS)
    ]


def _progress(given: StaffImport, counts: Counter[StaffLineState]) -> dict[str, Any]:
    """Words and counts of what runs; percent is None when nobody knows how much there is."""
    if given.state not in RUNNING:
        return {}
    if given.state == StaffImportState.RECEIVED:
        return {"words": _("Reading the file"), "done": 0, "total": 0, "percent": None}
    total = given.line_count
    if given.state == StaffImportState.CHECKING:
        words, done = _("Checking the lines"), total - counts[StaffLineState.PENDING]
    else:
        words, done = _("Registering"), total - sum(counts[one] for one in READY_LINES)
    return {"words": words, "done": done, "total": total, "percent": done * 100 // total if total else None}


def _line(line: StaffImportLine) -> dict[str, Any]:
    """A line with the name of its person, as long as it is kept."""
    cells = unseal_cells(line.sealed)
    return {
        "pk": line.pk,
        "number": line.number,
        "name": f"{cells.get('birth_family_name', '')} {cells.get('given_names', '')}".strip(),
        "outcome": outcome_of(line),
        "badge": LINE_BADGES.get(StaffLineState(line.state), "info"),
        "faults": faults_of(line),
    }


def _is_silent(now: datetime) -> bool:
    beat = queries.last_worker_beat()
    return beat is None or now - beat > WORKER_SILENCE


portal.add_page("imports/<int:import_id>/", show_import, "staff_import")
portal.add_page("imports/<int:import_id>/etat/", show_progress, "staff_import_progress")
