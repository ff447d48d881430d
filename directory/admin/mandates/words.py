"""The words of refusals about mandates, invitations and authorities; and of the states of a mandate."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from directory.admin.refusals import words_of_refusal
from directory.errors import DomainError
from directory.models import Mandate

_SHORTLY = timedelta(seconds=1)
_LATEST = date.max - timedelta(days=3)
_STATES: Mapping[str, tuple[str, object]] = {
    "running": ("success", gettext_lazy("in force")),
    "to_come": ("info", gettext_lazy("to come")),
    "ended": ("", gettext_lazy("not in force")),
}
_WORDS: Mapping[str, object] = {
    "yourself": gettext_lazy("Nobody gives a mandate to themselves: type the address of the person who will hold it."),
    "already_held": gettext_lazy("This person holds this mandate already: there is nothing to send."),
    "already_invited": gettext_lazy(
        "This person is invited already: send the invitation again from the list of invitations."
    ),
    "closed_account": gettext_lazy("The account of this person is closed: call the national operator."),
    "until_past": gettext_lazy("This day is over: choose one to come."),
    "until_far": gettext_lazy("This day is too far: a mandate lasts ten years at the most."),
    "until_shorter": gettext_lazy("The mandate lasts as long already: choose a later day."),
    "until_beyond": gettext_lazy("This is later than the end of the mandate above it: extend that one first."),
    "not_in_force": gettext_lazy("This mandate is not in force any more: invite the person again."),
    "too_soon": gettext_lazy("It has just been sent: wait a minute before sending it again."),
    "too_many": gettext_lazy("It was sent five times: check the address with the person, withdraw it and invite anew."),
    "not_pending": gettext_lazy("This invitation does not wait for an answer any more."),
    "note": gettext_lazy("Say why in 10 to 500 characters: somebody else must understand it years later."),
    "terms_changed": gettext_lazy("The terms have just changed: read the new text, then accept it."),
    "already_open": gettext_lazy("This authority is open already, and somebody answers for it."),
    "structure_closed": gettext_lazy("This structure is closed: nobody can be registered there."),
    "no_council": gettext_lazy("Choose a department of this order."),
    "not_closable": gettext_lazy("This authority cannot be closed, or is closed already."),
    "day_past": gettext_lazy("This day is over: choose today, or one to come."),
    "email": gettext_lazy("This is not an e-mail address."),
    "name": gettext_lazy("Type a name of at most 200 characters."),
}


def refusal_words(refusal: DomainError) -> str:
    """One sentence: what happened, and what to do."""
    return str(_WORDS.get(str(refusal.params.get("reason", ""))) or words_of_refusal(refusal))


def state_of(mandate: Mandate, now: datetime) -> tuple[str, object]:
    """A colour and words."""
    if mandate.valid_until is not None and mandate.valid_until <= now:
        return _STATES["ended"]
    return _STATES["running" if mandate.valid_from <= now else "to_come"]


def last_day(until: datetime | None) -> date | None:
    """The last day on which something holds, of the instant at which it ends; None: it goes on."""
    return timezone.localtime(until - _SHORTLY).date() if until is not None else None


def end_of_day(day: date) -> datetime:
    """The instant at which this day is over; of the last days of the calendar, one that still has a morrow."""
    morrow = min(day, _LATEST) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(morrow, datetime.min.time()))
