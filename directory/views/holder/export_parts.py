"""What the directory gives a person of itself: their record, their contacts, their corrections, their journal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import queries
from directory.holder_panels import ExportPart, Row, iso, register_export_part
from directory.models import AuditEvent, ContactPoint, CorrectionRequest, CorrespondenceAddress, Practitioner
from directory.queries.history import changes_of
from directory.views.holder.journal_words import KIND_WORDS, tell, who_did
from directory.views.holder.record import parts_of

Rows = Callable[[Practitioner, datetime, int], Sequence[Row]]


def _record(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    return [
        {
            "part": str(part.kind.label),
            "title": part.title,
            "what": words,
            "value": value,
            "authority": part.authority.name,
        }
        for part in parts_of(person, timezone.localdate(now))
        for words, value in part.facts
    ][:limit]


def _contacts(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    rows = ContactPoint.objects.filter(practitioner=person).order_by("-created_at", "-pk")[:limit]
    return [
        {
            "kind": str(row.get_kind_display()),
            "value": row.value,
            "verified_by": str(row.get_verified_by_display()) if row.verified_by else "",
            "verified_at": iso(row.verified_at),
            "serves_from": iso(row.settled_at),
            "created_at": iso(row.created_at),
            "replaced_at": iso(row.ended_at),
        }
        for row in rows
    ]


def _address(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    row = CorrespondenceAddress.objects.filter(practitioner=person).first()
    lines = [getattr(row, f"line_{number}") for number in range(1, 7)] if row else []
    return [{"line": line} for line in lines if line]


def _corrections(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    rows = CorrectionRequest.objects.filter(practitioner__in=queries.records_behind(person.pk))
    return [
        {
            "asked_at": iso(row.asked_at),
            "about": row.about,
            "authority": row.authority.name,
            "text": row.text,
            "state": str(row.get_state_display()),
            "answer": row.answer,
            "closed_at": iso(row.closed_at),
        }
        for row in rows.select_related("authority").order_by("-asked_at", "-pk")[:limit]
    ]


def _journal(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    lines = AuditEvent.objects.filter(practitioner__in=queries.records_behind(person.pk))
    lines = lines.select_related("actor", "mandate__authority").order_by("-occurred_at", "-pk")[:limit]
    return [{"at": iso(line.occurred_at), "what": tell(line), "who": who_did(line, person)} for line in lines]


def _changes(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    return [
        {"at": iso(change.at), "what": str(row.model._meta.verbose_name), "how": str(KIND_WORDS[row.kind])}
        for change in changes_of(person, with_identity=True)
        for row in change.rows
    ][:limit]


_AT: Final = _("When")
_PARTS: Final[tuple[tuple[str, Any, dict[str, Any], Rows], ...]] = (
    (
        "record",
        _("My record"),
        {
            "part": _("Part"),
            "title": _("Title"),
            "what": _("What"),
            "value": _("Value"),
            "authority": _("Authority that answers for it"),
        },
        _record,
    ),
    (
        "contacts",
        _("My contacts, past ones included"),
        {
            "kind": _("Kind"),
            "value": _("Value"),
            "verified_by": _("Confirmed by"),
            "verified_at": _("Confirmed on"),
            "serves_from": _("Serves from"),
            "created_at": _("Entered on"),
            "replaced_at": _("Replaced on"),
        },
        _contacts,
    ),
    ("address", _("My correspondence address"), {"line": _("Line")}, _address),
    (
        "corrections",
        _("My corrections"),
        {
            "asked_at": _("Asked on"),
            "about": _("About"),
            "authority": _("Authority"),
            "text": _("Request"),
            "state": _("State"),
            "answer": _("Answer"),
            "closed_at": _("Closed on"),
        },
        _corrections,
    ),
    ("journal", _("My journal"), {"at": _AT, "what": _("What"), "who": _("Who")}, _journal),
    ("changes", _("Changes of my record"), {"at": _AT, "what": _("What"), "how": _("How")}, _changes),
)

for _rank, (_key, _title, _columns, _rows) in enumerate(_PARTS):
    _part = ExportPart(key=_key, title=_title, columns=_columns, rows=_rows, rank=10 * _rank)
    register_export_part(_part)
