"""Words of refusals and faults that pages and commands share."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.errors import MergeRefused, UnreadableCorrespondence, UnreadableNomenclature

_NOMENCLATURE: Mapping[str, object] = {
    "too_large": gettext_lazy("it is too large: no nomenclature weighs that much."),
    "encoding": gettext_lazy("it is not written in UTF-8."),
    "json": gettext_lazy("it is not JSON."),
    "empty": gettext_lazy("this Bundle holds nothing."),
    "not_fhir": gettext_lazy("it is not a FHIR resource."),
    "value_set": gettext_lazy(
        "it is a value set (JDV), which selects codes and defines none: take the CodeSystem (TRE) file instead."
    ),
    "other_resource": gettext_lazy("it is a %(detail)s resource, and a CodeSystem is needed."),
    "not_complete": gettext_lazy("it does not hold the whole nomenclature (its content is not “complete”)."),
    "no_date": gettext_lazy("it does not say of which day its edition is."),
    "no_name": gettext_lazy("neither its address nor its name is that of an official nomenclature (TRE_…)."),
    "no_code": gettext_lazy("it holds no code."),
    "concept": gettext_lazy("a code is not written as it should be (%(detail)s)."),
    "date": gettext_lazy("a date cannot be read (%(detail)s)."),
    "too_long": gettext_lazy("a text is too long (%(detail)s…)."),
    "characters": gettext_lazy("a text holds characters that cannot be shown (%(detail)s)."),
    "twice": gettext_lazy("the code %(detail)s stands twice in it."),
    "table_twice": gettext_lazy("another file of this delivery is the nomenclature %(detail)s too."),
    "older": gettext_lazy("the directory holds a later edition, or codes as late as %(detail)s."),
}

_CORRESPONDENCE: Mapping[str, object] = {
    "size": gettext_lazy("The file is too large: no correspondence weighs that much."),
    "separator": gettext_lazy(
        "This is not a correspondence: each line is an ADELI number, a semicolon, an RPPS number."
    ),
    "empty": gettext_lazy("The file holds no line."),
}
_LINES: Mapping[str, object] = {
    "columns": gettext_lazy("a number is missing: a line is an ADELI number, a semicolon, an RPPS number"),
    "adeli": gettext_lazy("this is not an ADELI number (9 characters, the first zero kept)"),
    "rpps": gettext_lazy("this is not an RPPS number (11 digits with their key)"),
    "twice": gettext_lazy("the same line stands above"),
    "contradiction": gettext_lazy("the file gives this ADELI number to several people"),
    "unknown_rpps": gettext_lazy("the directory does not know this RPPS number"),
    "names_another": gettext_lazy("this ADELI number names somebody else"),
    "ended": gettext_lazy("an operator ended this correspondence: the file is not believed again"),
    "birth_date": gettext_lazy("both records exist and their birth dates differ: compare them, and merge them by hand"),
}
_MERGES: Mapping[str, object] = {
    "unknown": gettext_lazy("One of these people is not in the directory, or not within your reach."),
    "same": gettext_lazy("Both numbers name the same record: there is nothing to merge."),
    "worlds": gettext_lazy("A test person and a real one are never merged."),
    "absorbed": gettext_lazy("One of these records is merged into another already: undo that first."),
    "birth_date": gettext_lazy("Both birth dates are known and differ: say why these are one person all the same."),
    "reason": gettext_lazy("Say why in 10 to 500 characters: somebody else must understand it years later."),
    "identifier_elsewhere": gettext_lazy("The number of the record to absorb names somebody else: end that first."),
    "load": gettext_lazy("Official files are being loaded: try again when this has ended."),
    "undone": gettext_lazy("This merge was undone already."),
    "later_fusion": gettext_lazy("A later merge concerns the record that was kept: undo that one first."),
    "changed_since": gettext_lazy("The absorbed record was given the same things again since: it cannot be undone."),
}

_AUDIT_FAULTS: Mapping[str, object] = {
    "changed": gettext_lazy("a line is not what was sealed"),
    "removed": gettext_lazy("a sealed line is gone, and no purge accounts for it"),
    "reordered": gettext_lazy("it stands in the place of another one"),
    "added": gettext_lazy("a line came in without the program"),
    "unsealed": gettext_lazy("a line has waited too long for its seal, as if the worker stood still"),
    "vanished": gettext_lazy("lines went before they were sealed; this line tells which"),
    "seal_changed": gettext_lazy("the seal itself was changed"),
    "seal_removed": gettext_lazy("the seal is gone"),
    "seal_replaced": gettext_lazy("another seal stands in the place of the one that was told"),
    "truncated": gettext_lazy("the log knows this seal, the trail ends before it"),
    "unknown_key": gettext_lazy("AUDIT_KEYS does not hold the key of this seal: it cannot be verified"),
}


def audit_fault_words(kind: str, *, seal: int | None = None, line: int | None = None) -> str:
    """What is wrong with the audit trail, and where."""
    words = str(_AUDIT_FAULTS.get(kind, kind))
    if seal is not None and line is not None:
        return _("Seal %(seal)d, line %(line)d: %(words)s.") % {"seal": seal, "line": line, "words": words}
    if seal is not None:
        return _("Seal %(seal)d: %(words)s.") % {"seal": seal, "words": words}
    if line is not None:
        return _("Line %(line)d: %(words)s.") % {"line": line, "words": words}
    return words[:1].upper() + words[1:]


def merge_words(refusal: MergeRefused) -> str:
    """One sentence: why two records cannot become one, or two again."""
    return str(_MERGES.get(refusal.reason, refusal.reason))


def correspondence_words(refusal: UnreadableCorrespondence) -> str:
    """One sentence: what is wrong with a whole file."""
    return str(_CORRESPONDENCE.get(refusal.reason, refusal.reason))


def line_words(reason: str) -> str:
    """Why one line of a correspondence could not be used."""
    return str(_LINES.get(reason) or _MERGES.get(reason, reason))


def nomenclature_words(refusal: UnreadableNomenclature) -> str:
    """One sentence: which file, and what is wrong with it."""
    words = str(_NOMENCLATURE.get(refusal.reason, refusal.reason)) % refusal.params
    return _("%(file)s cannot be loaded: %(why)s") % {"file": refusal.file, "why": words}


def tries_left_words(count: int) -> str:
    """What a code that was not right is answered, while tries are left."""
    return ngettext(
        "This code is not right. One try is left.", "This code is not right. %(count)d tries are left.", count
    ) % {"count": count}
