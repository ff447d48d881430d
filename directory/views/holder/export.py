"""Everything that the directory, the e-CPS and the sign-ins hold of a person, to take away: for programs, to read."""

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.holder_panels import ExportPart, HolderEntry, Row, export_parts, iso, register_holder_entry
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import Practitioner
from directory.policy import HOLDER_EXPORT_LINES
from directory.views.holder.document import Section, make_document
from directory.workflows.holder_exports import remember_export

FORMAT: Final = "holder-export-1"
_WORDS: Final = {True: gettext_lazy("yes"), False: gettext_lazy("no")}


@require_safe
@for_holder
def show_export(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: what the files hold, and the buttons that make them."""
    context = {"parts": [str(part.title) for part in export_parts()], "most": HOLDER_EXPORT_LINES}
    return show_holder_page(request, holder, "directory/holder/export.html", context)


@require_POST
@for_holder
def export_json(request: HttpRequest, holder: Holder) -> HttpResponse:
    """POST: a JSON file; its shape is told in docs/holder-export.md."""
    person = holder.practitioner
    body: dict[str, Any] = {
        "format": FORMAT,
        "made_at": iso(holder.now),
        "national_id": person.national_id,
        "parts": {part.key: _as_json(part, _rows(part, person, holder.now)) for part in export_parts()},
    }
    remember_export(practitioner=person, kind="json", now=holder.now)
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _attached(response, f"{person.national_id}.json")


@require_POST
@for_holder
def export_pdf(request: HttpRequest, holder: Holder) -> HttpResponse:
    """POST: the same as a document."""
    person = holder.practitioner
    sections = [_as_section(part, _rows(part, person, holder.now)) for part in export_parts()]
    made_at = date_format(timezone.localtime(holder.now), "DATETIME_FORMAT")
    lead = _("%(name)s, national number %(number)s. Made on %(made_at)s at the request of this person.")
    content = make_document(
        title=_("What the directory of practitioners holds of me"),
        lead=lead % {"name": person.display_name, "number": person.national_id, "made_at": made_at},
        sections=sections,
        language=get_language() or "fr",
    )
    remember_export(practitioner=person, kind="pdf", now=holder.now)
    return _attached(HttpResponse(content, content_type="application/pdf"), f"{person.national_id}.pdf")


def _rows(part: ExportPart, person: Practitioner, now: datetime) -> list[Row]:
    return list(part.rows(person, now, HOLDER_EXPORT_LINES))


def _as_json(part: ExportPart, rows: list[Row]) -> dict[str, Any]:
    return {
        "title": str(part.title),
        "columns": {name: str(words) for name, words in part.columns.items()},
        "rows": [dict(row) for row in rows],
    }


def _as_section(part: ExportPart, rows: list[Row]) -> Section:
    lines = [
        [(str(words), _read(row.get(name))) for name, words in part.columns.items() if row.get(name) not in (None, "")]
        for row in rows
    ]
    return str(part.title), lines


def _read(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return str(_WORDS[value])
    text = str(value)
    try:
        instant = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return text
    return date_format(timezone.localtime(instant), "SHORT_DATETIME_FORMAT") if instant and instant.tzinfo else text


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name.replace("/", "-")}"'
    return response


register_holder_entry(
    HolderEntry(
        key="export",
        label=gettext_lazy("Take my data away"),
        note=gettext_lazy("Everything that is held of you, as a document or as a file for programs."),
        address="holder_export",
        rank=90,
    )
)
