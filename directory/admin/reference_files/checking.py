"""Files that are looked at before they are loaded: sent once to see what they would do, and again to do it.

Nothing is kept between both: the second sending must be of the very files that were checked.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from directory.admin.loads.uploads import LoadUploadHandler, receive_upload
from directory.errors import RefusedDelivery

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True, repr=False)
class Sending:
    """What came with one request. fingerprint: of names and contents. is_decided: these files were checked before."""

    files: list[File]
    fingerprint: str
    is_decided: bool


Answer = Callable[[HttpRequest, LoadUploadHandler], HttpResponse]


def receives_files(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """A page whose files are written to disk within the limits of uploads, and removed when it has answered."""
    protected = csrf_protect(answer)

    @csrf_exempt  # until the upload has found its place: the token is checked before anything is done
    @wraps(answer)
    def page(request: HttpRequest) -> HttpResponse:
        handler = receive_upload(request)
        try:
            return protected(request, handler)
        finally:
            handler.drop_unless_taken()

    return page


def sending_of(request: HttpRequest, handler: LoadUploadHandler, *, most_bytes: int) -> Sending:
    """The files of this request. Raises RefusedDelivery (nothing, too_large, no_room, too_many_files)."""
    typed = request.POST.get("checked", "")  # reading it receives the files
    if handler.fault is not None:
        raise handler.fault
    if not handler.paths:
        raise RefusedDelivery(reason="nothing")
    if sum(path.stat().st_size for path in handler.paths) > most_bytes:
        raise RefusedDelivery(reason="too_large", name=handler.paths[0].name)
    files = [(path.name, path.read_bytes()) for path in handler.paths]
    whole = hashlib.sha256()
    for name, content in sorted(files):
        whole.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(content).digest())
    fingerprint = whole.hexdigest()
    return Sending(files, fingerprint, is_decided="load" in request.POST and constant_time_compare(typed, fingerprint))
