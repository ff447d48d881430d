"""Lines of the audit trail, narrowed by what somebody asks, latest first, page by page."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from directory.errors import InvalidSearch
from directory.models import Account, AuditEvent, RegistrationAuthority
from directory.queries.identifiers import records_of_numbers

_MOST_NAMED: Final = 200  # accounts, or authorities, that one word may name
_PLACE: Final = re.compile(r"([<>])([0-9]{1,17})\.([0-9]{1,18})", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True)
class TrailQuestion:
    """What is asked; an empty value asks nothing. until: excluded. actor, authority: a name, or a part of it.

    person: a national number, with or without its type digit; records that others absorbed are found too.
    """

    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    outcome: str = ""
    actor: str = ""
    authority: str = ""
    person: str = ""

    @property
    def asked(self) -> list[str]:
        """Names of what is asked, never the values."""
        return [name for name, value in vars(self).items() if value]


@dataclass(frozen=True)
class TrailPage:
    """Some lines, latest first. newer, older: where the pages beside it begin; empty for none."""

    lines: list[AuditEvent]
    newer: str
    older: str


def narrow_trail(lines: QuerySet[AuditEvent], question: TrailQuestion) -> QuerySet[AuditEvent]:
    """Of these lines, those that answer the question, latest first."""
    conditions = Q()
    if question.since:
        conditions &= Q(occurred_at__gte=question.since)
    if question.until:
        conditions &= Q(occurred_at__lt=question.until)
    if question.action:
        conditions &= Q(action=question.action)
    if question.outcome:
        conditions &= Q(outcome=question.outcome)
    if question.actor:
        conditions &= Q(actor_id__in=_accounts(question.actor))
    if question.authority:
        conditions &= Q(authority_id__in=_authorities(question.authority))
    if question.person:
        conditions &= Q(practitioner_id__in=people_asked_about(question))
    found = lines.filter(conditions).order_by("-occurred_at", "-pk")
    return found.select_related("actor", "mandate__authority", "authority", "practitioner")


def page_of_trail(lines: QuerySet[AuditEvent], place: str, *, limit: int) -> TrailPage:
    """The page that begins at this place, a word of another page; the first one for an empty word.

    Costs what a page holds, wherever it is. Raises InvalidSearch for a word that no page gave.
    """
    way, instant, key = _read(place)
    if way == "<":
        older = Q(occurred_at__lt=instant) | Q(occurred_at=instant, pk__lt=key)
        lines = lines.filter(older, occurred_at__lte=instant)
    if way == ">":
        newer = Q(occurred_at__gt=instant) | Q(occurred_at=instant, pk__gt=key)
        lines = lines.filter(newer, occurred_at__gte=instant).order_by("occurred_at", "pk")
    found = list(lines[: limit + 1])
    has_more, found = len(found) > limit, found[:limit]
    if way == ">":
        found.reverse()
    is_first, is_last = (way != "<", not has_more) if way != ">" else (not has_more, False)
    return TrailPage(
        lines=found,
        newer="" if is_first or not found else _write(">", found[0]),
        older="" if is_last or not found else _write("<", found[-1]),
    )


def people_asked_about(question: TrailQuestion) -> list[int]:
    """Keys of the records that the question names."""
    if not question.person:
        return []
    compact = "".join(question.person.split()).upper()
    return records_of_numbers([compact, f"8{compact}", f"0{compact}"])


def _read(place: str) -> tuple[str, datetime, int]:
    if not place:
        return "", _EPOCH, 0
    parts = _PLACE.fullmatch(place)
    if parts is None:
        raise InvalidSearch(field="place")
    try:
        return parts[1], _EPOCH + timedelta(microseconds=int(parts[2])), int(parts[3])
    except OverflowError:
        raise InvalidSearch(field="place") from None


def _write(way: str, line: AuditEvent) -> str:
    return f"{way}{(line.occurred_at - _EPOCH) // _MICROSECOND}.{line.pk}"


def _accounts(text: str) -> list[int]:
    named = Q(username__iexact=text) | Q(email__iexact=text) | Q(display_name__icontains=text)
    return list(Account.objects.filter(named).order_by("pk").values_list("pk", flat=True)[:_MOST_NAMED])


def _authorities(text: str) -> list[int]:
    named = Q(code__iexact=text) | Q(name__icontains=text)
    return list(RegistrationAuthority.objects.filter(named).order_by("pk").values_list("pk", flat=True)[:_MOST_NAMED])
