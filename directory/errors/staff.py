"""Refusals to staff: mandates, and the e-CPS that opens the portal."""

from directory.errors.base import ReasonedError


class MandateRefused(ReasonedError):
    """A mandate, an invitation or an authority that cannot be made or changed so.

    reason: yourself, already_held, already_invited, closed_account, until_past, until_far, until_shorter, until_beyond,
    not_in_force, too_soon, too_many, not_pending, note, terms_changed, already_open, structure_closed, no_council,
    not_closable, day_past, name, email.
    """

    code = "mandate_refused"


class EcpsRefused(ReasonedError):
    """An e-CPS that proved who its holder is, and cannot be used in the portal all the same.

    reason: unknown_person, no_account, several_accounts, closed, world, linked_elsewhere, already_linked, not_linked,
    another_person.
    """

    code = "ecps_refused"
