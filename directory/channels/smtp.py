"""E-mail, through Django's mail: SMTP in a deployment, files in the demo."""

import re
import smtplib
from collections.abc import Sequence
from email.utils import make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.channels.files import write_message
from directory.channels.reasons import STATUS
from directory.codes import message_tag


def carry(*, message_id: UUID, to: str, subject: str, text: str) -> None:
    """Hand one e-mail over. The Message-ID is stable: a second sending of the same row is recognisable.

    It holds a tag that we alone can write, as does the envelope's sender: a report of a mail that came back is believed
    by it. Raises ChannelUnavailable, MessageRefused.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    tag = message_tag(settings.CODE_PEPPER, message_id)
    mail = EmailMessage(
        subject=subject,
        body=text,
        from_email=_envelope_sender(message_id, tag),
        to=[to],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message_id}.{tag}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(*_first_answer(error), default="recipient_refused") from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, default=f"smtp_{error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelUnavailable(type(error).__name__) from None
    except ValueError:  # a header that mail cannot carry, e.g. an address with a line break
        raise MessageRefused("malformed") from None


def _envelope_sender(message_id: UUID, tag: str) -> str:
    """Where mail servers return what they cannot deliver: `rebonds+<id>.<tag>@host`; the From header without it."""
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    name, _at, host = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{message_id.hex}.{tag}@{host}"


def _first_answer(error: smtplib.SMTPRecipientsRefused) -> tuple[int, bytes]:
    """What the server said of the only recipient."""
    for code, text in error.recipients.values():
        return int(code), text
    return 550, b""


def _refusal(code: int, text: bytes | str, *, default: str) -> Exception:
    """A refusal for good (5xx) or for now (the rest), with the enhanced status where the server gave one."""
    answer = text.decode("ascii", "replace") if isinstance(text, bytes) else text
    found = re.match(r"([245]\.\d{1,3}\.\d{1,3})\b", answer)
    word = f"{STATUS}{found[1]}" if found else default
    return MessageRefused(word) if 500 <= code < 600 else ChannelUnavailable(word if found else f"smtp_{code}")


class FileEmailBackend(BaseEmailBackend):
    """Writes each e-mail as one JSON file under MESSAGES_DIR/email, which the demo inbox shows."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Write the messages; returns how many."""
        folder = Path(settings.MESSAGES_DIR) / "email"
        for mail in email_messages:
            message_id = mail.extra_headers.get("Message-ID") or make_msgid()
            write_message(
                folder,
                {
                    "id": message_id.strip("<>").split("@")[0].split(".")[0],
                    "channel": "EMAIL",
                    "to": ", ".join(mail.to),
                    "subject": mail.subject,
                    "body": mail.body,
                    "at": timezone.now().isoformat(),
                },
            )
        return len(email_messages)
