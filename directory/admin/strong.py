"""Acts that want a strong means shown within minutes: whoever has not is sent to show it, and comes back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from directory.admin.tracing import note_refusal
from directory.staff_sign_in import has_fresh_strong_means, owns_ecps, owns_passkey

View = Callable[..., HttpResponseBase]


def strong_means_required(view: View) -> View:
    """A page whose viewer showed a passkey or an e-CPS within the last ten minutes; a form that came too late is filled
    again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return ask_for_strong_means(request) or view(request, *args, **kwargs)

    return guarded


def ask_for_strong_means(request: HttpRequest) -> HttpResponse | None:
    """The page where the viewer shows a strong means, or learns how to get one; None when it was shown just now.

    For pages of which one act only is strong; a whole page has `strong_means_required`.
    """
    if has_fresh_strong_means(request, timezone.now()):
        return None
    passkey, ecps, back = owns_passkey(request), owns_ecps(request), _way_back(request)
    passkey_page = f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': back})}"
    if request.method != "GET" or not (passkey or ecps):  # to open the page is no act
        note_refusal("strong_means_missing")
    if passkey and not ecps:
        return HttpResponseRedirect(passkey_page)
    context = {"passkey_page": passkey_page if passkey else "", "has_ecps": ecps, "back": back}
    return render(request, "directory/strong_means.html", context, status=403)


def _way_back(request: HttpRequest) -> str:
    """The page itself; for a form, the page that it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else reverse("portal:index")
