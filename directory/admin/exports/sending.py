"""A table leaves the portal: traced, as CSV sent as it is read, or as a workbook where there are few rows."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import journal, permissions
from directory.admin.site import portal
from directory.admin.staff_imports.model_files import file_answer
from directory.admin.viewer import viewer_of
from directory.extract.columns import COLUMNS, RESTRICTED_COLUMNS
from directory.models import AuditOutcome
from directory.policy import EXPORT_ROWS, EXPORT_SHEET_ROWS
from directory.sheets.writing import CSV_TYPE, WORKBOOK_TYPE, Cells, csv_lines, workbook

CSV, XLSX = "csv", "xlsx"
HEADER_OF = {**RESTRICTED_COLUMNS, **COLUMNS}  # columns are called as the official files call them
MOST = {CSV: EXPORT_ROWS, XLSX: EXPORT_SHEET_ROWS}


def too_many(request: HttpRequest, model: type[Model], form: str) -> HttpResponseBase:
    """Back to the list, with what to do. Its filters stay."""
    words = (
        _("An XLSX file holds at most %(most)s rows: take the CSV, or narrow the list with its filters.")
        if form == XLSX
        else _("An export holds at most %(most)s rows: narrow the list with its filters.")
    )
    messages.warning(request, words % {"most": number_format(MOST[form], force_grouping=True)})
    address = reverse(f"portal:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return redirect(f"{address}?{request.GET.urlencode()}")


def send(
    request: HttpRequest, *, action: str, name: str, rows: Iterator[Cells], count: int, form: str
) -> HttpResponseBase:
    """The file. action: of the trail, which keeps which filters narrowed the list, how many there were, no value.

    rows: the first one names the columns.
    """
    viewer = viewer_of(request)
    filters = sorted(key for key, value in request.GET.items() if value)
    journal.record(
        action=action,
        now=viewer.now,
        actor=viewer.account,
        mandate=permissions.reading_mandate(viewer.account, viewer.now),
        outcome=AuditOutcome.EXPORTED,
        filters=filters,
        count=count,
        form=form,
    )
    file_name = f"{name}-{timezone.localdate(viewer.now):%Y-%m-%d}.{form}"
    if form == XLSX:
        return file_answer(workbook({_("List"): rows}), file_name, WORKBOOK_TYPE)
    answer = StreamingHttpResponse(csv_lines(rows), content_type=CSV_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def listed(request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
    """The rows that the portal's own list of this model shows for the filters of this request.

    Raises BadRequest for filters that it does not have.
    """
    try:
        rows: QuerySet[Any] = portal.get_model_admin(model).get_changelist_instance(request).queryset
    except (IncorrectLookupParameters, DisallowedModelAdminLookup) as fault:
        raise BadRequest("an unknown filter") from fault
    return rows
