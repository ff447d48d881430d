"""The audit trail as a file: the lines that the page shows, sent as they are read."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.admin.audit.asking import lines_for, read_form
from directory.admin.detail_words import details_of, technical_of
from directory.admin.sentences import sentence_of
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.trail import mandate_of, reason_of, words_of
from directory.models import AuditEvent
from directory.policy import AUDIT_EXPORT_LINES
from directory.workflows import auditing

_MARK = "\ufeff"  # office programs take a file without it for another encoding
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what office programs would run: OWASP, CSV injection


class _Echo:
    """What `csv` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


@strong_means_required
def export_audit(request: HttpRequest) -> HttpResponseBase:
    """GET: a CSV of the latest lines that answer the same question. The trail keeps who took it, and how much."""
    viewer, form = read_form(request)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('portal:audit')}?{request.GET.urlencode()}")
    question = form.question()
    lines = lines_for(viewer, question)[:AUDIT_EXPORT_LINES]
    auditing.remember_trail_exported(account=viewer.account, asked=question.asked, count=lines.count(), now=viewer.now)
    answer = StreamingHttpResponse(
        _rows(lines, translation.get_language(), of_nation=viewer.reads_audit), content_type="text/csv; charset=utf-8"
    )
    name = f"{_('audit-trail')}-{timezone.localtime(viewer.now):%Y%m%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(lines: Any, language: str | None, *, of_nation: bool) -> Iterator[str]:
    """The language of a thread may be another one's between two lines: each line asks for its own."""
    writer: Any = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    with translation.override(language):
        head = writer.writerow(_head())
    yield _MARK + head
    for line in lines.iterator(chunk_size=1_000):
        with translation.override(language):
            row = writer.writerow([safe_cell(cell) for cell in _cells(line, of_nation=of_nation)])
        yield row


def _head() -> list[str]:
    return [
        _("When"),
        _("Action"),
        _("Outcome"),
        _("By"),
        _("Mandate"),
        _("Authority"),
        _("National number"),
        _("Reason"),
        _("In words"),
        _("Details"),
        _("Codes"),
    ]


def _cells(line: AuditEvent, *, of_nation: bool) -> list[str]:
    return [
        timezone.localtime(line.occurred_at).isoformat(timespec="seconds"),
        words_of(line.action),
        line.get_outcome_display(),
        str(line.actor or ""),
        mandate_of(line),
        line.authority.name if line.authority else "",
        line.practitioner.national_id if line.practitioner else "",
        reason_of(line),
        sentence_of(line, {}),
        " · ".join(details_of(line)),
        technical_of(line) if of_nation else "",
    ]


def safe_cell(text: str) -> str:
    """A cell that no office program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


portal.add_page("journal/export.csv", export_audit, "audit_csv")
