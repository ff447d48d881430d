"""What changed of the interface, for everybody who builds a service: no sign-in."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from oidc.protocol.changelog import ChangeDay, read_changelog


@require_safe
def show_changes(request: HttpRequest) -> HttpResponse:
    """GET: the days and their changes, in the language of the reader."""
    days = _read((get_language() or "fr")[:2])
    return render(request, "oidc/services/changes.html", {"days": days, "here": request.path})


@lru_cache(maxsize=2)
def _read(language: str) -> tuple[ChangeDay, ...]:
    folder = Path(settings.BASE_DIR) / "docs"
    name = "changelog-interface.fr.md" if language == "fr" else "changelog-interface.md"
    return read_changelog((folder / name).read_text(encoding="utf-8"))
