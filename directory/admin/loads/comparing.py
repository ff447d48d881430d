"""What a load would change, beside the limits that make it wait."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.admin.loads.words import kind_words
from directory.extract.plan import Change, Comparison
from directory.models import ExtractLoad
from directory.policy import LOAD_MAX_REFUSED_PERCENT
from directory.workflows.loading.limits import exceeded_limits


@dataclass(frozen=True)
class Share:
    """A count and its share of what is known. exceeds: it is beyond its limit."""

    count: int
    percent: str
    exceeds: bool


@dataclass(frozen=True)
class Line:
    """One kind of thing."""

    label: str
    known: int
    created: int
    updated: Share
    closed: Share


def comparison_of(load: ExtractLoad) -> list[Line]:
    """The comparison, one line a kind: people by type of identifier first."""
    exceeded = _exceeded(load)
    return [
        Line(
            label=kind_words(kind),
            known=change["known"],
            created=change["created"],
            updated=_share(change, "updated", f"{kind}.updated" in exceeded),
            closed=_share(change, "closed", f"{kind}.closed" in exceeded),
        )
        for kind, change in _kinds(load)
    ]


def warnings_of(load: ExtractLoad) -> list[str]:
    """What exceeds its limit, in sentences."""
    exceeded = _exceeded(load)
    found = []
    for kind, change in _kinds(load):
        if f"{kind}.closed" in exceeded:
            words = _("%(kind)s: %(count)s of %(known)s would be closed, %(percent)s; the limit is %(limit)s.")
            found.append(words % _numbers(kind, change, "closed", settings.LOAD_MAX_CLOSED_PERCENT))
        if f"{kind}.updated" in exceeded:
            words = _("%(kind)s: %(count)s of %(known)s would be changed, %(percent)s; the limit is %(limit)s.")
            found.append(words % _numbers(kind, change, "updated", settings.LOAD_MAX_UPDATED_PERCENT))
    if "lines.refused" in exceeded:
        words = ngettext(
            "%(count)s line of %(known)s is refused; the limit is %(limit)s.",
            "%(count)s lines of %(known)s are refused; the limit is %(limit)s.",
            load.refused_count,
        )
        found.append(
            words
            % {
                "count": number_format(load.refused_count, force_grouping=True),
                "known": number_format(load.line_count, force_grouping=True),
                "limit": _percent(LOAD_MAX_REFUSED_PERCENT),
            }
        )
    return found


def _exceeded(load: ExtractLoad) -> set[str]:
    if not load.comparison:
        return set()
    return set(exceeded_limits(load, Comparison(people={kind: Change(**change) for kind, change in _kinds(load)})))


def _kinds(load: ExtractLoad) -> list[tuple[str, dict[str, int]]]:
    found: dict[str, dict[str, int]] = load.comparison
    return sorted(found.items(), key=lambda item: (not item[0].isdigit(), -item[1]["known"]))


def _numbers(kind: str, change: dict[str, int], what: str, limit: int) -> dict[str, str]:
    return {
        "kind": kind_words(kind)[:1].upper() + kind_words(kind)[1:],
        "count": number_format(change[what], force_grouping=True),
        "known": number_format(change["known"], force_grouping=True),
        "percent": _share(change, what, exceeds=True).percent,
        "limit": _percent(limit),
    }


def _share(change: dict[str, int], what: str, exceeds: bool) -> Share:  # noqa: FBT001 - the third of three values
    known, count = change["known"], change[what]
    percent = _percent(count * 100 / known) if known and count else ""
    return Share(count, percent, exceeds)


def _percent(value: float) -> str:
    """`0,4 %`; never 0 for what is something."""
    rounded = round(value, 1)
    if value and not rounded:
        return _("less than 0.1 percent")
    return _("%(value)s percent") % {"value": number_format(rounded, 0 if rounded == int(rounded) else 1)}
