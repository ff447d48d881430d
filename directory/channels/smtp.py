"""E-mail, through Django's mail: SMTP in a deployment, files in the demo."""

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


def carry(*, message_id: UUID, to: str, subject: str, text: str) -> None:
    """Hand one e-mail over. The Message-ID is stable: a second sending of the same row is recognisable.

    Raises ChannelUnavailable, MessageRefused.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail = EmailMessage(
        subject=subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        headers={"Message-ID": f"<{message_id}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        raise MessageRefused("recipient_refused") from None
    except smtplib.SMTPResponseException as error:
        if 500 <= error.smtp_code < 600:
            raise MessageRefused(f"smtp_{error.smtp_code}") from None
        raise ChannelUnavailable(f"smtp_{error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelUnavailable(type(error).__name__) from None
    except ValueError:  # a header that mail cannot carry, e.g. an address with a line break
        raise MessageRefused("malformed") from None


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
                    "id": message_id.strip("<>").split("@")[0],
                    "channel": "EMAIL",
                    "to": ", ".join(mail.to),
                    "subject": mail.subject,
                    "body": mail.body,
                    "at": timezone.now().isoformat(),
                },
            )
        return len(email_messages)
