"""Refusals about people, their practice and their records."""

from directory.errors.base import DomainError, ReasonedError


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


class InvalidSearch(DomainError):
    """A question that no page of ours asks. field: which part of it."""

    code = "invalid_search"

    def __init__(self, *, field: str) -> None:
        super().__init__(field=field)


class ChangedMeanwhile(DomainError):
    """The thing is not any more what the form was filled from: nothing was written, whoever saves looks and chooses."""

    code = "changed_meanwhile"


class MergeRefused(ReasonedError):
    """Two records that cannot become one, or not two again.

    reason: unknown, same, worlds, absorbed, birth_date, reason, identifier_elsewhere, load, undone, later_fusion,
    changed_since.
    """

    code = "merge_refused"


class FilterRefused(DomainError):
    """A filter is not saved. reason: filter_empty (nothing is asked), filter_name, filter_taken, filter_too_many."""

    code = "filter_refused"
