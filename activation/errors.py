"""What the first floor refuses by raising: nothing that must be remembered. The doors hold the words."""

from directory.errors import DomainError, ReasonedError


class MalformedNationalId(DomainError):
    """What was typed cannot be a national number: the key or the length is wrong."""

    code = "malformed_national_id"


class TooManyRequests(DomainError):
    """One network, or one activation, asks too much. retry_after: seconds."""

    code = "too_many_requests"

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.retry_after = retry_after


class ActivationOver(DomainError):
    """The time of the activation has passed."""

    code = "expired"


class CardNotFound(DomainError):
    """No such card, or not one that this account may touch."""

    code = "card_not_found"


class CardIsOver(DomainError):
    """The card is revoked or expired, or not in the state that the act needs."""

    code = "card_is_over"


class HandOverRefused(ReasonedError):
    """An e-CPS that cannot be handed over so.

    reason: touched_lately, oneself, not_eligible, no_mobile, quota, document.
    """

    code = "hand_over_refused"


class InvitationRefused(ReasonedError):
    """Somebody who cannot be invited now. reason: not_eligible, unreachable, has_card, reminded_enough, too_soon."""

    code = "invitation_refused"


class CampaignRefused(ReasonedError):
    """A campaign that cannot do this now. reason: running, state, rate, nobody."""

    code = "campaign_refused"


class CertificateRefused(ReasonedError):
    """A certificate that opens nothing.

    reason: missing, malformed, expired, not_yet_valid, key_usage, no_identity, identities_differ.
    """

    code = "certificate_refused"


class SmartCardRefused(ReasonedError):
    """A true card that opens nothing here. reason: unknown, opposed, not_eligible."""

    code = "smart_card_refused"
