"""What carriers and mail servers answer, as the reasons that the directory tells."""

import re
from typing import Final

from directory.models import FailureReason, MessageChannel

STATUS: Final = "status_"  # before an enhanced status code in a carrier's word: status_5.1.1
_BY_STATUS: Final = (  # RFC 3463, from the most precise on
    (r"[245]\.1\.(?:1|2|3|6|10)", FailureReason.MAILBOX_UNKNOWN),
    (r"[245]\.2\.1", FailureReason.MAILBOX_UNKNOWN),  # disabled
    (r"[245]\.2\.2", FailureReason.MAILBOX_FULL),
    (r"[245]\.1\.\d+", FailureReason.ADDRESS_REFUSED),
    (r"[245]\.7\.\d+", FailureReason.REFUSED_AS_SPAM),
    (r"[245]\.4\.\d+", FailureReason.CARRIER_AWAY),
    (r"4\.\d+\.\d+", FailureReason.CARRIER_AWAY),
)
_BY_WORD: Final = {
    "recipient_refused": FailureReason.ADDRESS_REFUSED,
    "malformed": FailureReason.ADDRESS_REFUSED,
    "smtp_550": FailureReason.ADDRESS_REFUSED,
    "smtp_552": FailureReason.MAILBOX_FULL,
    "smtp_554": FailureReason.REFUSED_AS_SPAM,
    "http_400": FailureReason.NUMBER_REFUSED,
    "http_422": FailureReason.NUMBER_REFUSED,
}
# After these nothing arrives until somebody acts; the others may pass by themselves.
LASTING: Final = frozenset(
    {
        FailureReason.MAILBOX_UNKNOWN,
        FailureReason.MAILBOX_FULL,
        FailureReason.REFUSED_AS_SPAM,
        FailureReason.ADDRESS_REFUSED,
        FailureReason.NUMBER_REFUSED,
        FailureReason.NUMBER_UNKNOWN,
    }
)


def of_status(status: str) -> FailureReason:
    """The reason of an enhanced mail status, `5.1.1`."""
    for form, reason in _BY_STATUS:
        if re.fullmatch(form, status):
            return reason
    return FailureReason.REFUSED


def of_refusal(word: str, channel: str) -> FailureReason:
    """The reason of a carrier's word when it refused for good."""
    if word.startswith(STATUS):
        return of_status(word.removeprefix(STATUS))
    known = _BY_WORD.get(word, FailureReason.REFUSED)
    is_number = channel == MessageChannel.SMS and known == FailureReason.ADDRESS_REFUSED
    return FailureReason.NUMBER_REFUSED if is_number else known


def of_absence(word: str) -> FailureReason:
    """The reason of a carrier's word when it said: later."""
    found = of_status(word.removeprefix(STATUS)) if word.startswith(STATUS) else FailureReason.CARRIER_AWAY
    return found if found == FailureReason.MAILBOX_FULL else FailureReason.CARRIER_AWAY
