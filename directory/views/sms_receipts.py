"""The door of the SMS gateway: what became of the messages that it took."""

import json
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from directory.codes import is_same
from directory.models import FailureReason
from directory.workflows import returned

MOST_BYTES: Final = 4096
_REASONS: Final = {
    "unknown_number": FailureReason.NUMBER_UNKNOWN,
    "refused": FailureReason.NUMBER_REFUSED,
    "absent": FailureReason.PHONE_AWAY,
    "expired": FailureReason.PHONE_AWAY,
}


@csrf_exempt
@never_cache
@require_POST
def sms_receipts(request: HttpRequest) -> HttpResponse:
    """POST {"idempotency_key", "status": "delivered" or "failed", "reason"?} with `Authorization: Bearer TOKEN`.

    204, also the second time and for a message that nobody knows; 400: not such a body; 401: not the token of
    SMS_RECEIPT_TOKEN; 404: no token is set. reason: unknown_number, refused, absent, expired, or any other word.
    """
    if not settings.SMS_RECEIPT_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "").encode("utf-8", "surrogatepass")
    if not is_same(shown, f"Bearer {settings.SMS_RECEIPT_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    receipt = _read(request)
    if receipt is None:
        return HttpResponse(status=400)
    message_id, status, reason = receipt
    now = timezone.now()
    if status == "delivered":
        returned.note_delivered_sms(message_id=message_id, now=now)
    else:
        returned.note_undelivered_sms(
            message_id=message_id, reason=_REASONS.get(reason, FailureReason.REFUSED), now=now
        )
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> tuple[UUID, str, str] | None:
    """The id, the status and the reason; None for any other body."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or len(length) > 9 or int(length) > MOST_BYTES:
        return None
    try:
        content = json.loads(request.body[: MOST_BYTES + 1])
        key, status, reason = content["idempotency_key"], content["status"], content.get("reason", "")
        message_id = UUID(key)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_known = status in {"delivered", "failed"} if isinstance(status, str) else False
    return (message_id, status, reason) if is_known and isinstance(reason, str) else None
