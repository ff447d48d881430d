"""The lines that a load refused, or used but for a value, all of them, as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from directory.admin.loads.page import find_load
from directory.admin.loads.words import fault_words
from directory.admin.site import portal
from directory.models import ExtractLoad

_MARK = "\ufeff"  # office programs take a file without it for another encoding


class _Echo:
    """What `csv` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def download_refused_lines(request: HttpRequest, load_id: int) -> StreamingHttpResponse:
    """GET: line number; reason; whether the rest is used; load. Sent as it is read: a mutilated file has millions."""
    load = find_load(request, load_id)
    answer = StreamingHttpResponse(_lines(load), content_type="text/csv; charset=utf-8")
    name = f"{_('refused-lines')}-{load.pk}-{slugify(load.file_name)}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(load: ExtractLoad) -> Iterator[str]:
    writer: Any = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield _MARK + writer.writerow([_("line"), _("reason"), _("what became of it"), _("load")])
    words: dict[str, str] = {}
    became = {False: _("refused"), True: _("used but for this value")}
    refused = load.refused_lines.order_by("line_number", "fault").values_list("line_number", "fault", "is_used")
    for number, fault, is_used in refused.iterator(chunk_size=5000):
        yield writer.writerow([number, words.setdefault(fault, fault_words(fault)), became[is_used], load.pk])


portal.add_page("chargements/<int:load_id>/lignes-refusees/", download_refused_lines, "load_refused_lines")
