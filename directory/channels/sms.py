"""SMS: a small port with three gateways, chosen by SMS_GATEWAY: console, file, http."""

import logging
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.channels.files import write_message

logger = logging.getLogger(__name__)


def carry(*, message_id: UUID, to: str, text: str) -> None:
    """Hand one SMS over. to: E.164. The id is the idempotency key. Raises ChannelUnavailable, MessageRefused."""
    _GATEWAYS[settings.SMS_GATEWAY](message_id, to, text)


def _to_console(message_id: UUID, to: str, text: str) -> None:
    """Development without a gateway: says that a message left, never what it said nor to whom."""
    logger.info("sms %s handed to the console gateway: %d characters", message_id, len(text))


def _to_file(message_id: UUID, to: str, text: str) -> None:
    write_message(
        Path(settings.MESSAGES_DIR) / "sms",
        {
            "id": str(message_id),
            "channel": "SMS",
            "to": to,
            "subject": "",
            "body": text,
            "at": timezone.now().isoformat(),
        },
    )


def _to_http(message_id: UUID, to: str, text: str) -> None:
    """POST {"to", "text", "idempotency_key"} with a bearer token; 2xx accepted, 4xx refused, the rest later."""
    status = web.post_json(
        settings.SMS_HTTP_URL,
        {"to": to, "text": text, "idempotency_key": str(message_id)},
        headers={"Authorization": f"Bearer {settings.SMS_HTTP_TOKEN}", "Idempotency-Key": str(message_id)},
    )
    if 200 <= status < 300:
        return
    if status in {408, 425, 429} or status >= 500:
        raise ChannelUnavailable(f"http_{status}")
    raise MessageRefused(f"http_{status}")


_GATEWAYS: dict[str, Callable[[UUID, str, str], None]] = {
    "console": _to_console,
    "file": _to_file,
    "http": _to_http,
}
