"""What is told of an import and of its lines: what happened, and what to do."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.refusals import words_of_refusal
from directory.errors import DomainError, InvalidPractice
from directory.fields import MobileField
from directory.models import StaffImport, StaffImportLine, StaffImportState, StaffLineState
from directory.policy import STAFF_IMPORT_LINES
from directory.sheets.columns import HEADINGS

BADGES = {
    StaffImportState.CHECKED: "warning",
    StaffImportState.STOPPED: "warning",
    StaffImportState.FINISHED: "success",
    StaffImportState.REFUSED: "danger",
    StaffImportState.ABANDONED: "info",
}
LINE_BADGES = {
    StaffLineState.DONE: "success",
    StaffLineState.ALIKE: "warning",
    StaffLineState.FAULTY: "danger",
    StaffLineState.TWICE: "warning",
}

_FAULTS: Mapping[str, object] = {
    "needed": gettext_lazy("Fill this cell."),
    "too_long": gettext_lazy("Shorten this name: 120 characters at most."),
    "not_a_name": gettext_lazy("Type a name: letters, spaces, hyphens and apostrophes."),
    "not_a_date": gettext_lazy("Type a date, for instance 09/04/1991."),
    "not_a_sex": gettext_lazy("Type F or M."),
    "not_an_email": gettext_lazy("Type a valid e-mail address."),
    "mobile_invalid": MobileField.default_error_messages["invalid"],
    "mobile_not_french": MobileField.default_error_messages["not_french"],
    "mobile_not_mobile": MobileField.default_error_messages["not_mobile"],
    "rpps_malformed": gettext_lazy("Check this number: eleven digits, and the last one does not fit the others."),
    "not_this_person": gettext_lazy(
        "Nobody of this number has these names and this birth date. Check them, or leave the number empty."
    ),
    "unknown_code": gettext_lazy("Choose a code, or its exact name, in the sheet of codes of the template."),
    "several_codes": gettext_lazy("Several codes have this name: type the code itself."),
    "structure_needed": gettext_lazy("You answer for several structures: type the FINESS or SIRET number of one."),
    "structure_unknown": gettext_lazy("This is the number of none of your structures: see the sheet of the template."),
}
_REFUSED: Mapping[str, object] = {
    "empty": gettext_lazy("The file is empty: choose the one that lists your staff."),
    "size": gettext_lazy("The file is too large: five megabytes at most. Remove pictures and other sheets."),
    "lines": gettext_lazy("The file has too many lines: %(lines)s people at most. Cut it in several files."),
    "encoding": gettext_lazy("The file is no text and no workbook: save it as CSV (UTF-8) or XLSX."),
    "protected": gettext_lazy(
        "The workbook is of an old format, or protected by a password: save it as XLSX without a password."
    ),
    "damaged": gettext_lazy("The file is damaged: open it in your spreadsheet, and save it again as XLSX or CSV."),
    "columns": gettext_lazy("Columns are missing. Copy your list into the template, which names them as they must be."),
    "no_line": gettext_lazy("The file names columns and nobody: fill one line a person."),
    "failed": gettext_lazy("The server could not read this file. Copy your list into the template, and try again."),
}
_DECISIONS: Mapping[str, object] = {
    "too_many": gettext_lazy("Several files of your authority wait already: decide of one of them first."),
    "running": gettext_lazy("Another file of your authority is being registered: wait until it has ended."),
    "moved_on": gettext_lazy("This file has moved on meanwhile: here is where it is."),
    "nothing": gettext_lazy("No line is ready: correct the file, or compare the lines that wait for it."),
    "gone": gettext_lazy("What this file said is no longer kept: send it again."),
}
_STOPS: Mapping[str, object] = {
    "asked": gettext_lazy("Somebody stopped it. What is registered stays; the other lines wait."),
    "mandate": gettext_lazy("The mandate of whoever confirmed has ended. Another registrar may go on."),
    "range": gettext_lazy("No number is left in the range of your authority. Call the national operator."),
    "failed": gettext_lazy("Something broke on the server. Try to go on; call the national operator if it lasts."),
}


def words_of_decision(refusal: DomainError) -> str:
    """Why an act was refused."""
    reason = str(refusal.params.get("reason", ""))
    words = _DECISIONS.get(reason) or _REFUSED.get(reason)
    return _filled(words) if words else words_of_refusal(refusal)


def words_of_refused_file(staff_import: StaffImport) -> str:
    """Why a file was refused whole."""
    return _filled(_REFUSED.get(staff_import.refusal.get("reason", ""), _REFUSED["failed"]))


def missing_columns(staff_import: StaffImport) -> list[str]:
    """The names of the columns that it lacks."""
    return [HEADINGS[key] for key in staff_import.refusal.get("missing", []) if key in HEADINGS]


def words_of_stop(staff_import: StaffImport) -> str:
    """Why it stopped; empty for one that did not."""
    return str(_STOPS.get(staff_import.stop_reason, "")) if staff_import.state == StaffImportState.STOPPED else ""


def faults_of(line: StaffImportLine) -> list[tuple[str, str]]:
    """The cells to correct, in the order of columns: the name of the column, and what to do."""
    return [(heading, _fault(key, line.faults[key])) for key, heading in HEADINGS.items() if key in line.faults]


def outcome_of(line: StaffImportLine) -> str:
    """One sentence on a line: what became of it, and where the same line stands."""
    earlier = line.earlier
    if line.state == StaffLineState.EARLIER and earlier is not None:
        return _("already registered by the import of %(day)s, line %(line)s") % {
            "day": date_format(localtime(earlier.staff_import.given_at), "SHORT_DATE_FORMAT"),
            "line": earlier.number,
        }
    if line.state == StaffLineState.TWICE and earlier is not None:
        return _("says the same as line %(line)s") % {"line": earlier.number}
    if line.state == StaffLineState.PRESENT:
        return _("has this role in this structure already: nothing to do")
    return str(line.get_state_display())


def _fault(key: str, code: str) -> str:
    return str(_FAULTS[code]) if code in _FAULTS else words_of_refusal(InvalidPractice(field=key, reason=code))


def _filled(words: object) -> str:
    return str(words) % {"lines": STAFF_IMPORT_LINES} if "%(lines)s" in str(words) else str(words)
