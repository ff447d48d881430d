"""What is told of an export: how far it is, why it was not made."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.tracing import note_refusal
from directory.errors import ExportRefused
from directory.models import ExportState
from directory.policy import EXPORT_SHEET_LINES, EXPORTS_OPEN

BADGES: Final[Mapping[str, str]] = {
    ExportState.READY: "success",
    ExportState.FAILED: "danger",
    ExportState.EXPIRED: "info",
    ExportState.CANCELLED: "info",
}
_REASONS: Final[Mapping[str, Any]] = {
    "mandate": gettext_lazy(
        "A mandate by which this file was asked for has ended. Ask for it again with those that you hold."
    ),
    "too_long": gettext_lazy(
        "The list has more than %(most)s rows, the limit of the XLSX format: take the CSV, or narrow it."
    ),
    "failed": gettext_lazy(
        "The file could not be written. Ask again; if it happens again, call the national operator."
    ),
    "too_many": gettext_lazy("%(open)s exports of yours wait already: let them end, or cancel one."),
    "gone": gettext_lazy("This file is no longer there: nothing was changed."),
}


def words_of_reason(reason: str) -> str:
    """One sentence on why an export was not made, or not handed over; empty for none."""
    words = str(_REASONS.get(reason, ""))
    most = number_format(EXPORT_SHEET_LINES, force_grouping=True)
    return words % {"most": most, "open": EXPORTS_OPEN} if "%(" in words else words


def words_of_export_refusal(refusal: ExportRefused) -> str:
    """The same of a refusal; the trail keeps that a right was missing."""
    if refusal.reason == "mandate":
        note_refusal("not_allowed")
    return words_of_reason(refusal.reason) or _("This export is not possible.")
