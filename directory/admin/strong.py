"""Acts that want a strong means shown within minutes: whoever has not is sent to show it, and comes back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from directory.admin.tracing import note_refusal
from directory.staff_sign_in import has_fresh_passkey, owns_passkey

View = Callable[..., HttpResponseBase]


def strong_means_required(view: View) -> View:
    """A page whose viewer showed a passkey within the last ten minutes; a form that came too late is filled again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_fresh_passkey(request, timezone.now()):
            return view(request, *args, **kwargs)
        if not owns_passkey(request):
            note_refusal("strong_means_missing")
            return render(request, "directory/passkey_needed.html", status=403)
        if request.method != "GET":  # to open the page is no act
            note_refusal("strong_means_missing")
        return HttpResponseRedirect(
            f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': _way_back(request)})}"
        )

    return guarded


def _way_back(request: HttpRequest) -> str:
    """The page itself; for a form, the page that it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else reverse("portal:index")
