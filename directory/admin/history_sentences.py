"""Changes of a record as sentences: who, in which role and for whom, did what, when, and for which reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import queries
from directory.models import Account, Mandate, Practitioner, PractitionerRole
from directory.queries.history import Change, ChangeKind, RowChange


@dataclass(frozen=True)
class Actors:
    """The mandates of those who made the changes of a page, past ones included."""

    mandates: dict[int, list[Mandate]]

    def name(self, account: Account, at: datetime) -> str:
        """`Nadia Benali, gestionnaire (EHPAD Les Tilleuls)`; the name alone where no mandate was in force."""
        held = [one for one in self.mandates.get(account.pk, []) if _is_in_force(one, at)]
        if not held:
            return str(account)
        return _("%(name)s, %(role)s (%(authority)s)") % {
            "name": account,
            "role": held[0].get_role_display(),
            "authority": held[0].authority.name,
        }


def actors_of(changes: Iterable[Change]) -> Actors:
    """One query for a page."""
    accounts = {change.account.pk for change in changes if change.account is not None}
    found: dict[int, list[Mandate]] = {}
    for mandate in Mandate.objects.filter(account__in=accounts).select_related("authority").order_by("pk"):
        found.setdefault(mandate.account_id, []).append(mandate)
    return Actors(found)


def sentence_of(row: RowChange, who: str, at: datetime) -> str:
    """What somebody did to this row, or nothing where its values tell it better."""
    if row.model is Practitioner and row.kind is ChangeKind.CREATED:
        return _("%(who)s registered this person.") % {"who": who}
    if row.model is not PractitionerRole:
        return ""
    if row.kind is ChangeKind.CREATED:
        return _("%(who)s added this activity.") % {"who": who}
    if row.kind is ChangeKind.REMOVED or row.before.valid_until == row.after.valid_until:
        return ""
    return _end_of(row, who, timezone.localdate(at))


def _end_of(row: RowChange, who: str, today: date) -> str:
    if row.after.valid_until is None:
        return _("%(who)s reopened this activity.") % {"who": who}
    words = {
        "who": who,
        "day": date_format(row.after.valid_until, "SHORT_DATE_FORMAT"),
        "reason": queries.label("TRE_R25-MotifFinActivite", row.after.end_reason_code),
    }
    if row.after.valid_until > today:
        return (
            _("%(who)s planned the end of this activity on %(day)s, reason: %(reason)s.") % words
            if words["reason"]
            else _("%(who)s planned the end of this activity on %(day)s.") % words
        )
    if words["reason"]:
        return _("%(who)s ended this activity on %(day)s, reason: %(reason)s.") % words
    return _("%(who)s ended this activity on %(day)s.") % words


def _is_in_force(mandate: Mandate, at: datetime) -> bool:
    return mandate.valid_from <= at and (mandate.valid_until is None or mandate.valid_until > at)
