"""What a load did, in lines for a terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.extract.reader import LineFault
from directory.models import LoadState
from directory.vocabulary.codes import IdentifierType
from directory.workflows.loading import LoadOutcome

SHOWN_REFUSALS = 20
SHOWN_COLUMNS = 8
KINDS: dict[str, object] = {
    "codes": gettext_lazy("codes"),
    "structures": gettext_lazy("structures"),
    "authorities": gettext_lazy("authorities"),
    "people": gettext_lazy("people"),
    "exercises": gettext_lazy("professions"),
    "expertises": gettext_lazy("expertises"),
    "roles": gettext_lazy("activities"),
    "diplomas": gettext_lazy("diplomas"),
    "authorizations": gettext_lazy("authorizations"),
    "identities": gettext_lazy("civil identities"),
    "contacts": gettext_lazy("contacts"),
    "contact_conflicts": gettext_lazy("contact conflicts"),
    "former_identifiers": gettext_lazy("other identifiers"),
}
FAULTS = {
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


def report_lines(outcome: LoadOutcome, refused: tuple[tuple[int, str], ...]) -> Iterator[str]:
    """The lines, in order: what would change, what changed, what was refused. refused: number and fault, the first."""
    if outcome.state == LoadState.UNCHANGED:
        yield _("%(file)s was loaded last: nothing to do.") % {"file": outcome.file_name}
        return
    lines = ngettext("%(file)s: %(count)d line", "%(file)s: %(count)d lines", outcome.line_count)
    yield lines % {"file": outcome.file_name, "count": outcome.line_count}
    for kind, change in outcome.comparison.items():
        yield (
            _("compared, %(kind)s: %(known)d known, %(created)d created, %(updated)d updated, %(closed)d closed")
            % {**change, "kind": _word_of(kind)}
        )
    for kind, merged in outcome.counts.items():
        yield (
            _("%(kind)s: %(created)d created, %(updated)d updated, %(closed)d closed, %(removed)d removed")
            % {
                "kind": _word_of(kind),
                "created": merged.created,
                "updated": merged.updated,
                "closed": merged.closed,
                "removed": merged.removed,
            }
        )
    yield from _remarks(outcome, refused)


def shortened(names: tuple[str, ...]) -> str:
    """The first names of a long list."""
    more = ["…"] if len(names) > SHOWN_COLUMNS else []
    return ", ".join([*names[:SHOWN_COLUMNS], *more])


def _remarks(outcome: LoadOutcome, refused: tuple[tuple[int, str], ...]) -> Iterator[str]:
    for field, codes in outcome.unknown_codes.items():
        listed = ", ".join(f"{code} ({count})" for code, count in codes.items())
        yield _("Unknown codes in %(field)s: %(codes)s") % {"field": field, "codes": listed}
    if outcome.refused_count:
        count = ngettext("%(count)d line refused", "%(count)d lines refused", outcome.refused_count)
        yield count % {"count": outcome.refused_count}
    for number, fault in refused[:SHOWN_REFUSALS]:
        yield _("line %(number)d: %(fault)s") % {"number": number, "fault": FAULTS.get(LineFault(fault), fault)}
    if outcome.state == LoadState.PAUSED:
        yield (
            _("Load %(id)d is paused: it would change more than the limits allow. Resume, force or abandon it.")
            % {"id": outcome.load_id or 0}
        )


def _word_of(kind: str) -> object:
    return KINDS.get(kind) or (IdentifierType(kind).label if kind in IdentifierType.values else kind)
