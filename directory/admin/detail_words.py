"""The details of a line of the trail in words: what each is called, what its codes mean.

Upper floors register those of their actions. Keys and digests stay in the technical block: nobody reads them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import queries
from directory.admin.detail_values import VALUES
from directory.models import AuditEvent
from directory.sheets.staff import ROLES

NAMES: dict[str, Any] = {
    "changes": gettext_lazy("Changes"),
    "chart": gettext_lazy("Chart"),
    "closed": gettext_lazy("Codes closed"),
    "columns": gettext_lazy("What changed"),
    "count": gettext_lazy("How many"),
    "created": gettext_lazy("Codes added"),
    "department": gettext_lazy("Department"),
    "document": gettext_lazy("Document seen"),
    "edition": gettext_lazy("Edition of"),
    "ends_on": gettext_lazy("Ends on"),
    "fallen": gettext_lazy("Mandates that fell with it"),
    "faults": gettext_lazy("Faults found"),
    "file": gettext_lazy("File"),
    "filters": gettext_lazy("Filters"),
    "form": gettext_lazy("Format"),
    "is_forced": gettext_lazy("In spite of the limits"),
    "kind": gettext_lazy("Kind"),
    "kinds": gettext_lazy("Kinds"),
    "known": gettext_lazy("Known already"),
    "last_day": gettext_lazy("Last day"),
    "line": gettext_lazy("Line"),
    "lines": gettext_lazy("Lines"),
    "linked": gettext_lazy("Numbers linked"),
    "mandates": gettext_lazy("Mandates"),
    "means": gettext_lazy("Means"),
    "merged": gettext_lazy("Records merged"),
    "part": gettext_lazy("Part of the record"),
    "purged": gettext_lazy("Lines purged"),
    "redated": gettext_lazy("Codes whose dates changed"),
    "refused": gettext_lazy("Lines refused"),
    "renamed": gettext_lazy("Codes renamed"),
    "reopened": gettext_lazy("Codes reopened"),
    "restricted": gettext_lazy("Reads restricted data"),
    "role": gettext_lazy("Role"),
    "seals": gettext_lazy("Seals"),
    "serves_later": gettext_lazy("Serves after 48 hours"),
    "since": gettext_lazy("Since"),
    "table": gettext_lazy("Nomenclature"),
    "until": gettext_lazy("Until"),
    "version": gettext_lazy("Version"),
    "before": gettext_lazy("Before"),
}
# Keys of rows, digests, names of programs: for whoever must find the thing itself
TECHNICAL: set[str] = {
    "account",
    "attempt_count",
    "authority",
    "client",
    "compared_with",
    "exceeded",
    "hung_from",
    "invitation",
    "key",
    "mac",
    "organization",
    "page",
    "sha256",
    "staff_import",
    "structure",
}
_MANY: Final = 10  # values of one detail that are told; the technical block holds all of them


def register_details(
    names: Mapping[str, Any],
    values: Mapping[str, Mapping[str, Any]] | None = None,
    technical: frozenset[str] = frozenset(),
) -> None:
    """Give words to the details of an upper floor, and to their codes; or say that they are technical."""
    NAMES.update(names)
    TECHNICAL.update(technical)
    for name, words in (values or {}).items():
        VALUES[name] = {**VALUES.get(name, {}), **words}


def details_of(line: AuditEvent) -> list[str]:
    """`Format: CSV`, one a detail that is there and has a name, in the order of these names."""
    given = line.details
    return [
        _("%(name)s: %(value)s") % {"name": NAMES[name], "value": _value(name, given[name])}
        for name in NAMES
        if given.get(name) not in (None, "", [], False)
    ]


def technical_of(line: AuditEvent) -> str:
    """Codes and keys as they stand; without the seal of a purge, which is nobody's to read."""
    parts = [line.action, f"{line.subject_type} {line.subject_id}".strip()]
    shown = {name: line.details[name] for name in sorted(line.details) if name != "mac" and line.details[name]}
    parts += [f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in shown.items()]
    return " · ".join(part for part in parts if part)


def _value(name: str, value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, int):
        return str(number_format(value, force_grouping=True))
    if isinstance(value, list):
        told = ", ".join(_value(name, one) for one in value[:_MANY])
        return f"{told} …" if len(value) > _MANY else told
    text = str(value)
    words = VALUES.get(name, {}).get(text)
    if words is None and name == "role":
        words = queries.label(ROLES, text)
    return str(words or _day(text))


def _day(text: str) -> str:
    """A date or an instant as people write it; anything else as it stands."""
    try:
        at: datetime | None = parse_datetime(text) if "T" in text else None
        if at is not None and at.tzinfo is not None:
            return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
        day = parse_date(text)
    except ValueError:
        return text
    return date_format(day, "SHORT_DATE_FORMAT") if day else text
