"""A short list leaves at once, traced: as CSV, sent as it is read, or as a workbook. A long one is prepared apart."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import journal, permissions
from directory.admin.exports.asked import ENROLMENTS, PEOPLE, STRUCTURES, Exportable
from directory.admin.site import portal
from directory.admin.staff_imports.model_files import file_answer
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import viewer_of
from directory.models import AuditOutcome, ExportForm
from directory.policy import EXPORT_ROWS, EXPORT_SHEET_ROWS
from directory.sheets.exported import FILE_NAMES, SHEET
from directory.sheets.writing import CSV_TYPE, WORKBOOK_TYPE, csv_lines, workbook
from directory.workflows import exports
from directory.workflows.exports import Reader

MOST = {ExportForm.CSV: EXPORT_ROWS, ExportForm.XLSX: EXPORT_SHEET_ROWS}


@require_safe
def send_list(request: HttpRequest, exported: Exportable, form: ExportForm) -> HttpResponseBase:
    """GET, with the filters of the list: the file, or the page that has it prepared."""
    if exported.is_personal and (strong := ask_for_strong_means(request)):
        return strong
    reader = exported.reader(viewer_of(request), request.GET)
    count = exports.count_rows(exported.kind, reader, most=MOST[form] + 1)
    if count > MOST[form]:
        return _too_many(request, exported, form)
    return _send(request, exported, form, reader, count)


def _too_many(request: HttpRequest, exported: Exportable, form: ExportForm) -> HttpResponseBase:
    words = _("A file of more than %(most)s rows is not sent at once: have it prepared, or narrow the list.")
    messages.info(request, words % {"most": number_format(MOST[form], force_grouping=True)})
    return redirect(f"{reverse('portal:prepare_export', args=[exported.slug])}?{request.GET.urlencode()}")


def _send(request: HttpRequest, exported: Exportable, form: ExportForm, reader: Reader, count: int) -> HttpResponseBase:
    """The file. The trail keeps which filters narrowed the list, how many there were, no value."""
    viewer = viewer_of(request)
    journal.record(
        action=exported.action,
        now=viewer.now,
        actor=viewer.account,
        mandate=permissions.reading_mandate(viewer.account, viewer.now),
        outcome=AuditOutcome.EXPORTED,
        filters=sorted(key for key, value in request.GET.items() if value),
        count=count,
        form=form.value,
    )
    rows = exports.lines_of(exported.kind, reader)
    file_name = f"{FILE_NAMES[exported.kind]}-{timezone.localdate(viewer.now):%Y-%m-%d}.{form}"
    if form == ExportForm.XLSX:
        return file_answer(workbook({str(SHEET): rows}), file_name, WORKBOOK_TYPE)
    answer = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["Cache-Control"] = "no-store"
    return answer


for _exported, _name in ((PEOPLE, "people"), (STRUCTURES, "structures"), (ENROLMENTS, "enrolments")):
    for _form in ExportForm:
        _view = partial(send_list, exported=_exported, form=_form)
        portal.add_page(f"exports/{_exported.slug}-{_form}/", _view, f"export_{_name}_{_form}")
