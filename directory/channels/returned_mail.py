"""Mail that came back: delivery status notifications, RFC 3464, as mail servers send them to the envelope's sender.

Nothing in them is believed but a message id with the tag that we alone could write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Final
from uuid import UUID

_ID: Final = re.compile(
    r"([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})\.([0-9a-f]{16})@", re.ASCII
)
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)
_ADDRESSEES: Final = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


@dataclass(frozen=True)
class ReturnedMail:
    """One report: which message, the tag that it carried, and the enhanced status code of RFC 3463."""

    message_id: UUID
    tag: str
    status: str


def read_returned(raw: bytes) -> ReturnedMail | None:
    """Read one report; None for any other mail, for a delay and for a success."""
    try:
        report = message_from_bytes(raw)
        status = _status_of(report) if report.get_content_type() == "multipart/report" else ""
        found = next(_ids_of(report), None) if status else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # whatever strangers write into a mail
        return None
    return ReturnedMail(UUID(found[0]), found[1], status) if found else None


def _status_of(report: Message) -> str:
    """The status of the first recipient that failed; empty when none did."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload() if part.is_multipart() else []:
            if not isinstance(fields, Message) or _field(fields, "Action").lower() != "failed":
                continue
            told = _STATUS.search(_field(fields, "Status")) or _STATUS.search(_field(fields, "Diagnostic-Code"))
            return told[1] if told else "5.0.0"
    return ""


def _ids_of(report: Message) -> Iterator[tuple[str, str]]:
    """Where our id may stand: in the address that the report was sent to, then in the headers that came back."""
    places = [_field(report, name) for name in _ADDRESSEES]
    places += [_field(headers, "Message-ID") for headers in _returned_headers(report)]
    for text in places:
        for found in _ID.finditer(text.lower()):
            yield found[1], found[2]


def _returned_headers(report: Message) -> Iterator[Message]:
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            yield from (inner for inner in part.get_payload() if isinstance(inner, Message))
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            yield message_from_string(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")


def _field(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip()
