"""Uploads of official files: written to disk as they come, within a limit, never held in memory."""

import uuid
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from directory.errors import RefusedDelivery
from directory.extract import arrival

MEGABYTE = 1024 * 1024


class LoadUploadHandler(FileUploadHandler):
    """Writes the files of one request, each into a folder of its own.

    A fault stops the writing and not the request: the page must be able to say what happened. fault: why, or None.
    """

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.delivery = Path(settings.LOADS_DIR) / str(uuid.uuid4())
        self.paths: list[Path] = []
        self.fault: RefusedDelivery | None = None
        self.is_taken = False
        self._left = settings.LOAD_MAX_UPLOAD_MB * MEGABYTE
        self._file: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        if len(self.paths) >= arrival.MOST_FILES:
            self._stop("too_many_files")
        try:
            place = arrival.new_place(self.delivery, self.file_name or "")
            self._file = place.open("xb")
        except OSError:
            self._stop("no_room")
        self.paths.append(place)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        self._left -= len(raw_data)
        if self._left < 0:
            self._stop("too_large")
        try:
            if self._file is not None:
                self._file.write(raw_data)
        except OSError:
            self._stop("no_room")

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """All of it is on disk; the form is given its name and size, not its content."""
        self._close()
        return UploadedFile(file=BytesIO(), name=self.paths[-1].name, size=file_size)

    def upload_interrupted(self) -> None:
        """The browser went away, or a fault stopped the upload: nothing of it stays."""
        self._close()
        arrival.forget(self.paths)
        self.paths.clear()

    def drop_unless_taken(self) -> None:
        """At the end of the request: what no load was made of goes, whatever happened."""
        self._close()
        if not self.is_taken:
            arrival.forget_delivery(self.delivery)

    def _stop(self, reason: str) -> None:
        self.fault = RefusedDelivery(reason=reason, name=self.file_name or "")
        self.upload_interrupted()
        raise StopUpload(connection_reset=False)

    def _close(self) -> None:
        try:
            if self._file is not None:
                self._file.close()
        except OSError:  # what was left to write found no room either
            self.fault = self.fault or RefusedDelivery(reason="no_room", name=self.file_name or "")
        self._file = None


def receive_upload(request: HttpRequest) -> LoadUploadHandler:
    """Have this request's files written to disk; to be called before anything reads its body."""
    handler = LoadUploadHandler(request)
    request.upload_handlers = [handler]
    return handler


def delivered_files(handler: LoadUploadHandler) -> list[Path]:
    """The files that came, archives unpacked. Raises RefusedDelivery."""
    if handler.fault is not None:
        raise handler.fault
    files: list[Path] = []
    left = settings.LOAD_MAX_UNPACKED_MB * MEGABYTE
    try:
        for path in handler.paths:
            found = (
                arrival.unpack(path, delivery=handler.delivery, most_bytes=left) if arrival.is_archive(path) else [path]
            )
            left -= sum(file.stat().st_size for file in found)
            files += found
    except OSError as fault:
        raise RefusedDelivery(reason="no_room") from fault
    if len(files) > arrival.MOST_FILES:
        raise RefusedDelivery(reason="too_many_files")
    return files
