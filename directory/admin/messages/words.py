"""Messages in words: what they were, why one failed, and what to do then."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import FailureReason, MessageState

BADGES: Final[Mapping[str, str]] = {
    MessageState.QUEUED: "info",
    MessageState.SENT: "success",
    MessageState.FAILED: "danger",
    MessageState.BOUNCED: "danger",
    MessageState.EXPIRED: "warning",
}
EVENTS: dict[str, object] = {
    "contact_verification": gettext_lazy("Codes that confirm contacts"),
    "contact_candidate": gettext_lazy("Code of a new contact"),
    "contact_candidate_page": gettext_lazy("Page where the code of a new mobile is typed"),
    "contact_proposed": gettext_lazy("Question about a proposed contact"),
    "contact_changed": gettext_lazy("Notice of a changed contact"),
    "contact_change_undone": gettext_lazy("Notice that a change of contact is undone"),
    "correction_asked": gettext_lazy("Receipt of a correction request"),
    "correction_answered": gettext_lazy("Notice that a correction request was answered"),
    "enrolment_notice": gettext_lazy("Notice of a new activity"),
    "export_ended": gettext_lazy("Notice that an export is ready, or was not made"),
    "request_link": gettext_lazy("Link of a request to be registered"),
    "request_invitation": gettext_lazy("Invitation to ask for one's registration"),
    "request_code": gettext_lazy("Code of the mobile of a request"),
    "request_submitted": gettext_lazy("Notice that a request was sent"),
    "request_asked": gettext_lazy("Question about a request"),
    "request_accepted": gettext_lazy("Notice that a request was accepted"),
    "request_refused": gettext_lazy("Notice that a request was refused"),
    "request_withdrawn": gettext_lazy("Notice that a request was withdrawn"),
    "request_expired": gettext_lazy("Notice that a request ended"),
    "request_given_up": gettext_lazy("Notice that a request was given up"),
    "situation_changed": gettext_lazy("Notice of a changed activity"),
}
_ASK_ADDRESS: Final = gettext_lazy("Ask the person for the right address, then change the contact.")
_ASK_NUMBER: Final = gettext_lazy("Ask the person for the right number, then change the contact.")
_ADVICE: Final[Mapping[str, object]] = {
    FailureReason.MAILBOX_UNKNOWN: _ASK_ADDRESS,
    FailureReason.ADDRESS_REFUSED: _ASK_ADDRESS,
    FailureReason.MAILBOX_FULL: gettext_lazy("Ask the person to empty the mailbox, then send again."),
    FailureReason.REFUSED_AS_SPAM: gettext_lazy(
        "Ask the person to accept our sender, or for another address: their mail server takes our mail for unwanted."
    ),
    FailureReason.NUMBER_REFUSED: _ASK_NUMBER,
    FailureReason.NUMBER_UNKNOWN: _ASK_NUMBER,
    FailureReason.PHONE_AWAY: gettext_lazy("Ask the person to switch the telephone on, then send again."),
    FailureReason.CARRIER_AWAY: gettext_lazy("Nothing is wrong with the contact: send again in a while."),
    FailureReason.REFUSED: gettext_lazy("Send again; if it fails again, call the national operator."),
    FailureReason.EXPIRED: gettext_lazy("Send again: what it held is no longer valid."),
    FailureReason.UNREADABLE: gettext_lazy("Send again; if it fails again, call the national operator."),
}


def register_events(words: Mapping[str, object]) -> None:
    """Give words to the messages of an upper floor: the folder of their templates to a lazy translation."""
    EVENTS.update(words)


def event_words(event: str) -> str:
    """What a message was; one without words is shown as it is named."""
    return str(EVENTS.get(event, event.replace("_", " ").capitalize()))


def reason_words(reason: str) -> str:
    """Why it failed; empty for none."""
    return str(FailureReason(reason).label) if reason in FailureReason.values else ""


def advice_words(reason: str, state: str) -> str:
    """What a registrar does then; empty where nothing is wrong."""
    if state == MessageState.QUEUED:
        return _("Nothing to do: it is tried again by itself.") if reason else ""
    return str(_ADVICE.get(reason, "")) if state not in {MessageState.SENT, MessageState.DECOY} else ""
