"""In which language the pages of one sign-in are written."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation


def spoken(request: HttpRequest, ui_locales: Iterable[str]) -> translation.override:
    """While it is entered, words are those of the language that the person chose here, else of the first that the
    service asked for and that we speak (OpenID Connect Core §3.1.2.1), else of the browser."""
    offered = {code for code, _ in settings.LANGUAGES}
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in offered:
        return translation.override(translation.get_language())
    asked = (tag.partition("-")[0].lower() for tag in ui_locales)
    return translation.override(next((code for code in asked if code in offered), translation.get_language()))


def name_language(response: HttpResponseBase) -> None:
    """Say in the answer which language it speaks, before another takes over."""
    response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
