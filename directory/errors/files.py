"""Refusals of files: extracts, nomenclatures, correspondences, files of staff."""

from directory.errors.base import DomainError, ReasonedError


class UnreadableExtract(DomainError):
    """The file is not the extract it should be.

    missing: official names of columns that its header lacks or repeats. kind: of file that it looks like most.
    """

    code = "unreadable_extract"

    def __init__(self, *, missing: tuple[str, ...], kind: str = "ACTIVITIES") -> None:
        super().__init__(missing=missing, kind=kind)
        self.missing = missing
        self.kind = kind


class LoadAlreadyRunning(DomainError):
    """Another load holds the directory; one at a time."""

    code = "load_already_running"


class LoadNotPaused(DomainError):
    """The load does not wait for this decision: it runs, has ended, or is applied. state: where it is."""

    code = "load_not_paused"


class RefusedDelivery(DomainError):
    """Files that cannot be taken in as they came. reason: what is wrong; name: the file or the member."""

    code = "refused_delivery"

    def __init__(self, *, reason: str, name: str = "") -> None:
        super().__init__(reason=reason, name=name)
        self.reason = reason
        self.name = name


class UnreadableNomenclature(DomainError):
    """A file that is no official nomenclature, or one that may not replace what is held.

    file: its name. reason: encoding, json, value_set, not_complete, twice, older… detail: the code or word it is about.
    """

    code = "unreadable_nomenclature"

    def __init__(self, *, file: str, reason: str, detail: str = "") -> None:
        super().__init__(file=file, reason=reason, detail=detail)
        self.file = file
        self.reason = reason
        self.detail = detail


class UnreadableCorrespondence(ReasonedError):
    """A file that is no correspondence of numbers. reason: size, separator, empty."""

    code = "unreadable_correspondence"


class UnreadableSheet(DomainError):
    """A file that is no list of people. reason: empty, size, lines, encoding, protected, damaged, columns, no_line.

    missing: keys of the columns that its first line lacks.
    """

    code = "unreadable_sheet"

    def __init__(self, *, reason: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(reason=reason, missing=missing)
        self.reason = reason
        self.missing = missing


class StaffImportRefused(ReasonedError):
    """An import of staff that cannot be begun, or go on, so. reason: too_many, running, moved_on, nothing, gone."""

    code = "staff_import_refused"


class ExportRefused(ReasonedError):
    """An export is not prepared, or not handed over. reason: too_many (open ones), too_long (for its format), mandate,
    gone (its file, or its chance to be cancelled).
    """

    code = "export_refused"
