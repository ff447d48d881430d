"""What became of a file, as a file: every line, or only those to correct, which can be sent again as they are."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import journal, permissions
from directory.admin.site import portal
from directory.admin.staff_imports.model_files import file_answer
from directory.admin.staff_imports.page import find_import
from directory.admin.staff_imports.words import faults_of, outcome_of
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.models import READY_LINES, AuditOutcome, StaffImport, StaffImportLine, StaffLineState
from directory.sheets.columns import COLUMNS, HEADINGS, RESULT_HEADINGS
from directory.sheets.sealing import unseal_cells
from directory.sheets.writing import CSV_TYPE, WORKBOOK_TYPE, Cells, csv_lines, workbook

TO_CORRECT = (StaffLineState.FAULTY, StaffLineState.ALIKE, *READY_LINES)
Rows = Callable[[StaffImport], Iterator[Cells]]


@require_safe
def result_csv(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """GET: every line with what became of it, as CSV."""
    return _send(request, import_id, _results, "csv")


@require_safe
def result_workbook(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """GET: the same as a workbook."""
    return _send(request, import_id, _results, "xlsx")


@require_safe
def correction_csv(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """GET: the lines that registered nobody, in the form of the template, as CSV."""
    return _send(request, import_id, _corrections, "csv")


@require_safe
def correction_workbook(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """GET: the same as a workbook."""
    return _send(request, import_id, _corrections, "xlsx")


def _send(request: HttpRequest, import_id: int, rows: Rows, form: str) -> HttpResponseBase:
    """Whoever gave the file gets back what they typed; a colleague takes personal data, and shows a strong means."""
    given = find_import(request, import_id)
    if given.given_by_id == viewer_of(request).account.pk:
        return _file(request, given, rows, form)
    return strong_means_required(_file)(request, given, rows, form)


def _file(request: HttpRequest, given: StaffImport, rows: Rows, form: str) -> HttpResponse:
    viewer = viewer_of(request)
    kind = _("result") if rows is _results else _("to-correct")
    name = f"{kind}-{given.pk}-{slugify(given.file_name.rpartition('.')[0]) or 'import'}.{form}"
    journal.record(
        action="directory.staff_file_taken",
        now=viewer.now,
        actor=viewer.account,
        subject=given,
        mandate=permissions.acting_mandate(viewer.account, given.authority, viewer.now),
        outcome=AuditOutcome.EXPORTED,
        lines=given.line_count,
    )
    if form == "csv":
        return file_answer("".join(csv_lines(rows(given))).encode(), name, CSV_TYPE)
    return file_answer(workbook({_("Staff"): rows(given)}), name, WORKBOOK_TYPE)


def _lines(given: StaffImport) -> Iterator[StaffImportLine]:
    rows = given.lines.select_related("earlier__staff_import", "enrolment__practitioner").order_by("number")
    yield from rows.iterator(chunk_size=1000)


def _typed(line: StaffImportLine) -> list[str]:
    cells = unseal_cells(line.sealed)
    return [cells.get(column.key, "") for column in COLUMNS]


def _results(given: StaffImport) -> Iterator[Cells]:
    yield [*RESULT_HEADINGS, *HEADINGS.values()]
    for line in _lines(given):
        number = line.enrolment.practitioner.identifier if line.enrolment else ""
        faults = " ".join(f"{heading} : {words}" for heading, words in faults_of(line))
        yield [line.number, outcome_of(line), number, faults, *_typed(line)]


def _corrections(given: StaffImport) -> Iterator[Cells]:
    yield list(HEADINGS.values())
    yield from (_typed(line) for line in _lines(given) if line.state in TO_CORRECT)


portal.add_page("imports/<int:import_id>/resultat-csv/", result_csv, "staff_result_csv")
portal.add_page("imports/<int:import_id>/resultat-xlsx/", result_workbook, "staff_result_xlsx")
portal.add_page("imports/<int:import_id>/a-corriger-csv/", correction_csv, "staff_correction_csv")
portal.add_page("imports/<int:import_id>/a-corriger-xlsx/", correction_workbook, "staff_correction_xlsx")
