"""The inbox of the demo: what the file gateways wrote. It exists in a demo only, where everybody is fictitious."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.html import escape, format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache

FOLDERS = ("email", "sms")
MOST = 60  # messages shown, the newest
REFRESH_SECONDS = 5
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


class Letter(TypedDict):
    """One message, as it was sent. at: ISO 8601."""

    id: str
    channel: str
    to: str
    subject: str
    body: str
    at: str


@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """GET: the messages, newest first; the page asks again every five seconds."""
    letters: list[dict[str, Any]] = [
        {**letter, "when": parse_datetime(letter["at"]), "shown": with_links(letter["body"])} for letter in _letters()
    ]
    sheet = import_string(settings.DEMO_SHEET)()
    response = render(request, "directory/demo_inbox.html", {**sheet, "letters": letters})
    response["Refresh"] = str(REFRESH_SECONDS)
    return response


@never_cache
def inbox_json(request: HttpRequest) -> JsonResponse:
    """GET: {"messages": [{"id", "channel", "to", "subject", "body", "at"}]}, newest first."""
    return JsonResponse({"messages": list(_letters())})


def _letters() -> Iterator[Letter]:
    """File names begin with the instant in nanoseconds: their order is that of time."""
    files = [path for folder in FOLDERS for path in (Path(settings.MESSAGES_DIR) / folder).glob("*.json")]
    for path in sorted(files, key=lambda path: path.name, reverse=True)[:MOST]:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # removed or half written meanwhile
            continue
        yield Letter(
            id=str(content.get("id", "")),
            channel=str(content.get("channel", "")),
            to=str(content.get("to", "")),
            subject=str(content.get("subject", "")),
            body=str(content.get("body", "")),
            at=str(content.get("at", "")),
        )


def with_links(text: str) -> SafeString:
    """The text of a letter, escaped, with its web addresses made into links."""
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[end : found.start()]))
        parts.append(format_html('<a href="{0}">{0}</a>', found[0]))
        end = found.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part was escaped above
