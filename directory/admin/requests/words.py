"""Requests in words: who did what, and since when."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ContactKind, ContactPoint, EnrolmentRequest, RequestStep
from directory.vocabulary.requests import RequestState, StepKind

COLOURS = {
    RequestState.INVITED: "info",
    RequestState.DRAFT: "info",
    RequestState.SUBMITTED: "warning",
    RequestState.ASKED: "info",
    RequestState.ACCEPTED: "success",
    RequestState.REFUSED: "danger",
}
_BY_CLOCK = frozenset({StepKind.EXPIRED})


def step_line(step: RequestStep) -> dict[str, Any]:
    """One line of what happened: what, who, when, and the words that were written."""
    nobody = _("by itself") if step.kind in _BY_CLOCK else _("the person")
    who = str(step.actor) if step.actor is not None else nobody
    return {"what": step.get_kind_display(), "who": who, "at": step.at, "text": step.text}


def who_was_faster(request: EnrolmentRequest) -> str:
    """What somebody did to a request since it was read, in a sentence."""
    latest = RequestStep.objects.filter(request=request).select_related("actor").order_by("-at", "-pk").first()
    if latest is None:
        return _("Somebody has acted on this request meanwhile: nothing of yours was done.")
    line = step_line(latest)
    return _("Nothing of yours was done: %(who)s was faster (%(what)s, %(at)s).") % {
        "who": line["who"],
        "what": line["what"],
        "at": date_format(localtime(latest.at), "SHORT_DATETIME_FORMAT"),
    }


def age_words(since: datetime, now: datetime) -> str:
    """How long something has been waiting, in days."""
    days = max((now - since).days, 0)
    if days == 0:
        return _("today")
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def masked(email: str) -> str:
    """An address as its holder recognises it, and nobody else reads it."""
    return ContactPoint(kind=ContactKind.EMAIL, email=email).masked
