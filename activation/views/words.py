"""Words that several pages of the e-CPS portal say."""

from django.http import HttpRequest
from django.utils.translation import ngettext

from activation.errors import TooManyRequests


def words_of_wait(refusal: TooManyRequests) -> str:
    """How long to wait before one may ask again."""
    if refusal.retry_after <= 60:
        return ngettext(
            "Too soon: wait %(count)d second.", "Too soon: wait %(count)d seconds.", refusal.retry_after
        ) % {"count": refusal.retry_after}
    minutes = -(-refusal.retry_after // 60)
    return ngettext(
        "Too many requests: wait %(count)d minute.", "Too many requests: wait %(count)d minutes.", minutes
    ) % {"count": minutes}


def address_of(request: HttpRequest) -> str:
    """The caller's address as the web server knows it; empty behind a socket that has none."""
    return str(request.META.get("REMOTE_ADDR") or "")
