"""« Load files »: sent by the browser, or taken from a folder of the server."""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from directory.admin.loads.uploads import MEGABYTE, LoadUploadHandler, delivered_files, receive_upload
from directory.admin.loads.words import delivery_words
from directory.admin.site import portal
from directory.admin.viewer import account_of, viewer_of
from directory.errors import RefusedDelivery
from directory.extract import arrival
from directory.models import LoadState
from directory.tasks import poke_loads
from directory.workflows import loading


class FolderForm(forms.Form):
    """One of the folders that the server allows."""

    folder = forms.ChoiceField(label=gettext_lazy("Folder of the server"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(str(path), str(path)) for path in settings.LOAD_FOLDERS]
        self.fields["folder"].choices = allowed  # type: ignore[attr-defined]  # a ChoiceField


@csrf_exempt  # until the upload has found its place: `_answer` checks the token, before it does anything
def start_load(request: HttpRequest) -> HttpResponse:
    """GET: both forms. POST: one load a file; the page of the first one is next. National operators only."""
    if not viewer_of(request).runs_loads:
        raise Http404
    handler = receive_upload(request)
    try:
        return _answer(request, handler)
    finally:
        handler.drop_unless_taken()


@csrf_protect
def _answer(request: HttpRequest, handler: LoadUploadHandler) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    try:
        if "folder" in request.POST:
            return _load(request, _files_of_folder(request))
        paths = delivered_files(handler)
        if not paths:
            raise RefusedDelivery(reason="nothing")
        answer = _load(request, paths)
        handler.is_taken = True
        return answer
    except RefusedDelivery as refusal:
        return _page(request, error=delivery_words(refusal))


def _files_of_folder(request: HttpRequest) -> list[Path]:
    form = FolderForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        paths = arrival.files_in(Path(form.cleaned_data["folder"]))
    except OSError as fault:
        raise RefusedDelivery(reason="unreadable_folder") from fault
    if not paths:
        raise RefusedDelivery(reason="empty_folder")
    if len(paths) > arrival.MOST_FILES:
        raise RefusedDelivery(reason="too_many_files")
    return paths


def _load(request: HttpRequest, paths: list[Path]) -> HttpResponse:
    try:
        loads = loading.receive(paths=paths, now=timezone.now(), loaded_by=account_of(request))
    except OSError as fault:
        raise RefusedDelivery(reason="unreadable_folder") from fault
    read_later = {load.path for load in loads if load.state != LoadState.REFUSED}
    arrival.forget(path for path in paths if str(path) not in read_later and settings.LOADS_DIR in path.parents)
    poke_loads()
    words = ngettext("%(count)s file is received.", "%(count)s files are received.", len(loads))
    messages.success(request, words % {"count": len(loads)})
    first = next((load for load in loads if load.state != LoadState.REFUSED), loads[0])
    return redirect("portal:directory_extractload_change", first.pk)


def _page(request: HttpRequest, *, error: str = "") -> HttpResponse:
    context = {
        **portal.each_context(request),
        "title": gettext_lazy("Load official files"),
        "error": error,
        "most_files": arrival.MOST_FILES,
        "limit": filesizeformat(settings.LOAD_MAX_UPLOAD_MB * MEGABYTE),
        "limit_bytes": settings.LOAD_MAX_UPLOAD_MB * MEGABYTE,
        "folders": [_folder(path) for path in settings.LOAD_FOLDERS],
    }
    return TemplateResponse(request, "admin/directory/load_start.html", context, status=422 if error else 200)


def _folder(path: Path) -> dict[str, Any]:
    """What a folder of the server holds, or that it cannot be read."""
    try:
        files = [{"name": file.name, "size": filesizeformat(file.stat().st_size)} for file in arrival.files_in(path)]
    except OSError:
        return {"path": str(path), "files": [], "is_readable": False}
    return {"path": str(path), "files": files, "is_readable": True}


portal.add_page("chargements/nouveau/", start_load, "start_load")
