"""What the directory refuses, in codes that never change; pages and APIs put them into words."""

from typing import ClassVar


class DomainError(Exception):
    """A foreseen refusal. `code` never changes once published; `params` fill the words of the doors."""

    code: ClassVar[str] = "refused"

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class MalformedIdentifier(DomainError):
    """A number that cannot be one. kind: rpps, adeli, finess…; reason: characters, length, key, prefix, register."""

    code = "malformed_identifier"

    def __init__(self, *, kind: str, reason: str) -> None:
        super().__init__(kind=kind, reason=reason)


class NotAllowed(DomainError):
    """The account's mandates do not allow this act, or the thing is outside their scope."""

    code = "not_allowed"


class UnknownPerson(DomainError):
    """Nobody of this key for this act: a missing person and one outside its reach are told apart by nothing."""

    code = "unknown_person"


class InvalidPractice(DomainError):
    """A code that is unknown or closed, or a date out of order. field: which."""

    code = "invalid_practice"


class PossibleDuplicate(DomainError):
    """People of the same traits exist. practitioner_ids: their primary keys."""

    code = "possible_duplicate"


class RangeExhausted(DomainError):
    """No number is left in the range that this authority allots from."""

    code = "range_exhausted"


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


class InvalidSearch(DomainError):
    """A question that no page of ours asks. field: which part of it."""

    code = "invalid_search"

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class UnknownApiKey(DomainError):
    """No key, or one that opens nothing: never issued, revoked, expired. Nothing tells them apart."""

    code = "unknown_api_key"


class ApiClientSuspended(DomainError):
    """The key is right, but its application may not call for the time being."""

    code = "api_client_suspended"


class TooManyCalls(DomainError):
    """More calls in one second than an application may make. limit: how many it may."""

    code = "too_many_calls"


class ApiClientRefused(DomainError):
    """An application or a key that cannot be made or changed so. reason: name, email, taken, lifetime, overlap…"""

    code = "api_client_refused"


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


class MergeRefused(DomainError):
    """Two records that cannot become one, or not two again.

    reason: unknown, same, worlds, absorbed, birth_date, reason, identifier_elsewhere, load, undone, later_fusion,
    changed_since.
    """

    code = "merge_refused"

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class UnreadableCorrespondence(DomainError):
    """A file that is no correspondence of numbers. reason: size, separator, empty."""

    code = "unreadable_correspondence"

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class ContactRefused(DomainError):
    """A contact that cannot be proposed, changed, attested or decided so.

    reason: same, running, quota, email_first, closed, proven, no_reason.
    """

    code = "contact_refused"

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class ConflictResolved(DomainError):
    """Somebody has ended this conflict already."""

    code = "conflict_resolved"


class MandateRefused(DomainError):
    """A mandate, an invitation or an authority that cannot be made or changed so.

    reason: yourself, already_held, already_invited, closed_account, until_past, until_far, until_shorter, until_beyond,
    not_in_force, too_soon, too_many, not_pending, note, terms_changed, already_open, structure_closed, no_council,
    not_closable, day_past, name, email.
    """

    code = "mandate_refused"

    def __init__(self, *, reason: str, **params: object) -> None:
        super().__init__(reason=reason, **params)
        self.reason = reason


class OpenRequest(DomainError):
    """A request of this person for this structure is open: it is treated first. request_id: its primary key."""

    code = "open_request"

    def __init__(self, *, request_id: int) -> None:
        super().__init__(request_id=request_id)
        self.request_id = request_id


class RequestChanged(DomainError):
    """Somebody else has acted on this request since it was read, or it has ended: nothing was written."""

    code = "request_changed"


class RequestRefused(DomainError):
    """Something that cannot be done with a request. reason: structure, incomplete, mobile, already_open, text."""

    code = "request_refused"

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class UnreadableSheet(DomainError):
    """A file that is no list of people. reason: empty, size, lines, encoding, protected, damaged, columns, no_line.

    missing: keys of the columns that its first line lacks.
    """

    code = "unreadable_sheet"

    def __init__(self, *, reason: str, missing: tuple[str, ...] = ()) -> None:
        super().__init__(reason=reason, missing=missing)
        self.reason = reason
        self.missing = missing


class StaffImportRefused(DomainError):
    """An import of staff that cannot be begun, or go on, so. reason: too_many, running, moved_on, nothing, gone."""

    code = "staff_import_refused"


class FilterRefused(DomainError):
    """A filter is not saved. reason: filter_empty (nothing is asked), filter_name, filter_taken, filter_too_many."""

    code = "filter_refused"


class EcpsRefused(DomainError):
    """An e-CPS that proved who its holder is, and cannot be used in the portal all the same.

    reason: unknown_person, no_account, several_accounts, closed, world, linked_elsewhere, already_linked, not_linked,
    another_person.
    """

    code = "ecps_refused"

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class TooManyLinks(DomainError):
    """One network asks for many links in a short time. retry_after: seconds."""

    code = "too_many_links"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class ChangedMeanwhile(DomainError):
    """The thing is not any more what the form was filled from: nothing was written, whoever saves looks and chooses."""

    code = "changed_meanwhile"
