"""The public page of open data: what is published, and the files themselves."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_safe

from directory.extract.layouts import COLUMNS_OF, OPEN_KINDS, FileKind
from directory.queries import open_data as queries

LICENCE: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
_TYPES: Final = {".zip": "application/zip", ".txt": "text/plain; charset=utf-8"}
_TITLES: Final = {
    FileKind.ACTIVITIES: _("People and activities"),
    FileKind.EXPERTISES: _("Expertises"),
    FileKind.DIPLOMAS: _("Diplomas and authorizations"),
}
_CONTENTS: Final = {
    FileKind.ACTIVITIES: _(
        "One line for each activity of each profession of a person: name and number, profession, main expertise,"
        " mode and function, structure with its address and numbers, registration authorities."
    ),
    FileKind.EXPERTISES: _("One line for each expertise of a profession: specialties, skills, capacities."),
    FileKind.DIPLOMAS: _("One line for each diploma, and one for each authorization to practise."),
}


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """GET /annuaire/donnees-ouvertes/: the newest publication; before the first one, what the files will be."""
    publication = queries.latest_publication()
    published = {file.kind: file for file in publication.files} if publication else {}
    files = [
        {
            "title": _TITLES[kind],
            "content": _CONTENTS[kind],
            "columns": list(COLUMNS_OF[kind].values()),
            "file": published.get(kind.value),
        }
        for kind in OPEN_KINDS
    ]
    context = {"publication": publication, "files": files, "licence": LICENCE, "is_demo": settings.DEMO}
    return render(request, "directory/open_data.html", context)


def _etag(request: HttpRequest, name: str) -> str | None:
    found = queries.find_published_file(name)
    return f'"{found[1].sha256}"' if found else None


def _last_modified(request: HttpRequest, name: str) -> datetime | None:
    found = queries.find_published_file(name)
    return found[0].published_at if found else None


@require_safe
@condition(etag_func=_etag, last_modified_func=_last_modified)
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """GET /annuaire/donnees-ouvertes/<name>: one file of a publication that is kept, in pieces; 404 for any other."""
    found = queries.find_published_file(name)
    if found is None:
        raise Http404
    _publication, file = found
    try:
        content = file.path.open("rb")
    except FileNotFoundError:  # forgotten since it was found
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=file.name, content_type=_TYPES[file.path.suffix])
