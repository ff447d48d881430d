"""The file of an employer is held in memory within its limit: nothing personal is written to a temporary folder."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from directory.policy import STAFF_IMPORT_BYTES


class StaffUploadHandler(FileUploadHandler):
    """Takes one file. is_too_large: it went beyond the limit, and was dropped there."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_too_large = False
        self._pieces = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._pieces = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        if start + len(raw_data) > STAFF_IMPORT_BYTES:
            self.is_too_large = True
            self._pieces = BytesIO()
            raise StopUpload(connection_reset=False)
        self._pieces.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """All of it is here."""
        self._pieces.seek(0)
        return InMemoryUploadedFile(
            file=self._pieces,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
        )


def receive_upload(request: HttpRequest) -> StaffUploadHandler:
    """Have this request's file held so; to be called before anything reads its body."""
    handler = StaffUploadHandler(request)
    request.upload_handlers = [handler]
    return handler
