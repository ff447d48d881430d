"""Refusals about contacts and about requests to be registered."""

from directory.errors.base import DomainError, ReasonedError


class ContactRefused(ReasonedError):
    """A contact that cannot be proposed, changed, attested or decided so.

    reason: same, running, quota, email_first, closed, proven, no_reason.
    """

    code = "contact_refused"


class CorrectionRefused(ReasonedError):
    """A correction that cannot be asked or answered so. reason: text, open, quota, closed."""

    code = "correction_refused"


class ConflictResolved(DomainError):
    """Somebody has ended this conflict already."""

    code = "conflict_resolved"


class OpenRequest(DomainError):
    """A request of this person for this structure is open: it is treated first. request_id: its primary key."""

    code = "open_request"

    def __init__(self, *, request_id: int) -> None:
        super().__init__(request_id=request_id)
        self.request_id = request_id


class RequestChanged(DomainError):
    """Somebody else has acted on this request since it was read, or it has ended: nothing was written."""

    code = "request_changed"


class RequestRefused(ReasonedError):
    """Something that cannot be done with a request. reason: structure, incomplete, mobile, already_open, text."""

    code = "request_refused"


class TooManyLinks(DomainError):
    """One network asks for many links in a short time. retry_after: seconds."""

    code = "too_many_links"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after
