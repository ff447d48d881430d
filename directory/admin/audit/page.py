"""« Audit trail »: who did what, on whom, by which mandate and why; and whether the trail is what was written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import queries
from directory.admin.audit.asking import PLACE, TrailForm, lines_for, read_form
from directory.admin.detail_words import details_of, technical_of
from directory.admin.sentences import accounts_named_by, sentence_of
from directory.admin.site import portal
from directory.admin.trail import reason_of
from directory.admin.viewer import Viewer
from directory.errors import InvalidSearch
from directory.models import AuditEvent, AuditOutcome
from directory.policy import AUDIT_EXPORT_LINES, AUDIT_PAGE
from directory.wording import audit_fault_words
from directory.workflows import auditing

_BADGES = {AuditOutcome.REFUSED: "danger", AuditOutcome.READ: "info", AuditOutcome.EXPORTED: "warning"}


@dataclass(frozen=True)
class Line:
    """One line as the page shows it. outcome: words and a colour; empty for what was simply done.

    technical: codes and keys, for whoever must find the thing itself; empty for others: a local reader would learn
    keys of others from them.
    """

    at: datetime
    sentence: str
    reason: str
    authority: str
    outcome: tuple[str, str]
    details: list[str]
    technical: str


def show_audit(request: HttpRequest) -> HttpResponse:
    """GET: the lines of the viewer's scope, latest first. Reading them leaves a line too."""
    viewer, form = read_form(request)
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": _("Audit trail"),
        "form": form,
        "most": number_format(AUDIT_EXPORT_LINES, force_grouping=True),
        "seals": _seals(viewer) if viewer.reads_audit else None,
    }
    if form.is_valid():
        context |= _answer(viewer, form, request.GET.get(PLACE, ""))
    status = 200 if form.is_valid() else 422
    return TemplateResponse(request, "admin/directory/audit.html", context, status=status)


def _answer(viewer: Viewer, form: TrailForm, place: str) -> dict[str, Any]:
    question = form.question()
    try:
        page = queries.page_of_trail(lines_for(viewer, question), place, limit=AUDIT_PAGE)
    except InvalidSearch:
        raise BadRequest("not a page of this list") from None
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    auditing.remember_trail_read(
        account=viewer.account,
        asked=asked,
        people=queries.people_asked_about(question),
        now=viewer.now,
    )
    accounts = accounts_named_by(page.lines)
    return {
        "lines": [_line(line, accounts, of_nation=viewer.reads_audit) for line in page.lines],
        "is_narrowed": bool(asked),
        "query": urlencode(asked),
        "newer": urlencode({**asked, PLACE: page.newer}) if page.newer else "",
        "older": urlencode({**asked, PLACE: page.older}) if page.older else "",
    }


def _line(line: AuditEvent, accounts: Any, *, of_nation: bool) -> Line:
    outcome = AuditOutcome(line.outcome)
    return Line(
        at=line.occurred_at,
        sentence=sentence_of(line, accounts),
        reason=reason_of(line),
        authority=line.authority.name if line.authority else "",
        outcome=(str(outcome.label), _BADGES[outcome]) if outcome in _BADGES else ("", ""),
        details=details_of(line),
        technical=technical_of(line) if of_nation else "",
    )


def _seals(viewer: Viewer) -> dict[str, Any]:
    """The state of the seals: the last one, what waits, what the last verification found."""
    state = auditing.seals_state(viewer.now)
    verified = auditing.last_verification()
    return {
        "state": state,
        "verified_at": verified.occurred_at if verified else None,
        "fault_count": verified.details.get("faults", 0) if verified else 0,
        "first_fault": audit_fault_words(verified.reason) if verified and verified.reason else "",
    }


portal.add_page("journal/", show_audit, "audit")
