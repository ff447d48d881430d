"""The words of loads: what runs, what changed, what was refused and what to do about it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import queries
from directory.errors import DomainError, RefusedDelivery
from directory.extract.columns import COLUMNS
from directory.extract.reader import LineFault

STEPS: Mapping[str, object] = {
    "digest": gettext_lazy("Looking at the file"),
    "read": gettext_lazy("Reading lines"),
    "changes": gettext_lazy("Finding the lines that changed"),
    "read_changes": gettext_lazy("Reading the lines that changed"),
    "check": gettext_lazy("Checking lines"),
    "compare": gettext_lazy("Comparing with the directory"),
    "write": gettext_lazy("Writing to the directory"),
    "index": gettext_lazy("Rebuilding indexes"),
    "search": gettext_lazy("Renewing the search"),
    "remember": gettext_lazy("Remembering the file for the next comparison"),
    "commit": gettext_lazy("Making it visible"),
    "finish": gettext_lazy("Tidying up"),
}
ROWS: Mapping[str, object] = {
    "codes": gettext_lazy("codes of nomenclatures"),
    "structures": gettext_lazy("structures"),
    "authorities": gettext_lazy("authorities"),
    "people": gettext_lazy("people"),
    "exercises": gettext_lazy("professional exercises"),
    "expertises": gettext_lazy("expertises"),
    "roles": gettext_lazy("activities"),
    "diplomas": gettext_lazy("diplomas"),
    "authorizations": gettext_lazy("authorizations to practise"),
    "identities": gettext_lazy("civil identities"),
    "contacts": gettext_lazy("contacts"),
    "former_identifiers": gettext_lazy("other identifiers"),
    "contact_conflicts": gettext_lazy("contact conflicts"),
}
FAULTS: Mapping[str, object] = {
    LineFault.FIELD_COUNT: gettext_lazy("wrong number of fields"),
    LineFault.ENCODING: gettext_lazy("wrong encoding"),
    LineFault.CONTROL_CHARACTER: gettext_lazy("control character"),
    LineFault.NO_IDENTIFIER: gettext_lazy("no identifier"),
    LineFault.MALFORMED_IDENTIFIER: gettext_lazy("malformed identifier"),
    LineFault.NO_AUTHORITY: gettext_lazy("no registration authority"),
    LineFault.TOO_LONG: gettext_lazy("a value is too long"),
    LineFault.UNKNOWN_PERSON: gettext_lazy("nobody of this identifier in the directory"),
    LineFault.UNKNOWN_EXERCISE: gettext_lazy("this person has no such profession in the directory"),
    LineFault.NOTHING_SAID: gettext_lazy("the line says nothing"),
    LineFault.MALFORMED_DATE: gettext_lazy("malformed date"),
    LineFault.MALFORMED_EMAIL: gettext_lazy("malformed e-mail address"),
    LineFault.MALFORMED_MOBILE: gettext_lazy("not the number of a mobile phone"),
    LineFault.MALFORMED_OTHER_IDENTIFIER: gettext_lazy("malformed other identifier"),
    LineFault.OTHER_IDENTIFIER_TAKEN: gettext_lazy("other identifier of somebody else"),
}
_REFUSALS: Mapping[str, object] = {
    "unreadable_extract": gettext_lazy(
        "The file is not an official extract: its first line lacks columns. Nothing was loaded. Check that it is the "
        "right file and that it came whole, then load it again."
    ),
    "file_missing": gettext_lazy("The file is no longer where it was. Nothing was loaded. Send it again."),
    "file_changed": gettext_lazy(
        "The file changed after it was given. Nothing was loaded. Wait until it is complete, then load it again."
    ),
    "failed": gettext_lazy(
        "The load failed several times and was given up. Nothing was loaded. Read the worker’s log, mend the cause, "
        "then load the file again."
    ),
}
_DELIVERIES: Mapping[str, object] = {
    "nothing": gettext_lazy("Choose at least one file."),
    "too_large": gettext_lazy("The files are too large to be sent: put them in a folder of the server instead."),
    "too_large_unpacked": gettext_lazy("The archive holds more than may be unpacked: send its files one by one."),
    "too_many_files": gettext_lazy("Too many files at once: send at most twenty."),
    "no_room": gettext_lazy("The server’s disk is full or cannot be written: call its administrator."),
    "damaged_archive": gettext_lazy("The archive is damaged: download it again, then send it again."),
    "empty_archive": gettext_lazy("The archive holds no file."),
    "encrypted_archive": gettext_lazy("The archive is protected by a password: send it without one."),
    "member_outside": gettext_lazy("The archive holds a file that would be written outside its folder: do not use it."),
    "member_not_a_file": gettext_lazy("The archive holds something else than files, such as a link: do not use it."),
    "empty_folder": gettext_lazy("The folder holds no .txt or .csv file."),
    "unreadable_folder": gettext_lazy("The folder or a file of it cannot be read: call the server’s administrator."),
}


def step_words(step: str) -> str:
    """What runs."""
    return str(STEPS.get(step, step))


def kind_words(kind: str) -> str:
    """What a line of a comparison counts: a type of identifier of people, or a kind of row."""
    if kind.isdigit():
        return _("people: %(type)s") % {"type": queries.label("TRE_G08-TypeIdentifiantPersonne", kind)}
    return str(ROWS.get(kind, kind))


def field_words(field: str) -> str:
    """A column by its official name."""
    return COLUMNS.get(field, field)


def fault_words(fault: str) -> str:
    """Why a line was refused."""
    return str(FAULTS.get(fault, fault))


def refusal_words(refusal: Mapping[str, object]) -> str:
    """Why a file was refused whole, and what to do."""
    code = str(refusal.get("code", ""))
    return str(_REFUSALS.get(code) or _("The file was refused. Nothing was loaded."))


def delivery_words(refusal: DomainError) -> str:
    """Why files were not taken in, and what to do."""
    if not isinstance(refusal, RefusedDelivery):
        return refusal.code
    words = str(_DELIVERIES.get(refusal.reason, refusal.reason))
    return _("%(name)s: %(words)s") % {"name": refusal.name, "words": words} if refusal.name else words
