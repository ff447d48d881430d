"""How much one address may read: enough for any number of people, too little to copy the directory page by page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from directory.networks import network_of

View = Callable[..., HttpResponse]

_MINUTE, _DAY = 60, 86_400  # seconds


def limited(view: View) -> View:
    """Count a page for its visitor; beyond the limits: 429, with words and the instant to come back."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = _seconds_to_wait(request)
        if not seconds:
            return view(request, *args, **kwargs)
        context = {"minutes": -(-seconds // 60), "hours": -(-seconds // 3600), "is_long": seconds > 2 * 3600}
        answer = render(request, "directory/public/too_many.html", context, status=429)
        answer["Retry-After"] = str(seconds)
        return answer

    return counted


def _seconds_to_wait(request: HttpRequest) -> int:
    """0: this page is let in, and counted."""
    visitor = _visitor(request.META.get("REMOTE_ADDR", ""))
    instant = int(timezone.now().timestamp())
    limits = ((_DAY, settings.PUBLIC_PAGES_A_DAY), (_MINUTE, settings.PUBLIC_PAGES_A_MINUTE))
    return next((left for length, most in limits if (left := _count(visitor, instant, length, most))), 0)


def _count(visitor: str, instant: int, length: int, most: int) -> int:
    """Count one page in the present window of so many seconds; what is left of the window when it holds too many."""
    key = f"public:{length}:{instant // length}:{visitor}"
    cache.add(key, 0, timeout=length)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        return 0
    return length - instant % length if count > most else 0


def _visitor(address: str) -> str:
    """A name for whoever is behind the address; the address itself is not kept."""
    network = network_of(address)
    if not network:
        return "unknown"
    return salted_hmac("directory.public", network).hexdigest()[:32]
