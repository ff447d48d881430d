"""The words of what activation refuses in the portal: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from activation.errors import ActivationOver, CardIsOver, CardNotFound, TooManyRequests
from directory.admin.refusals import words_of_refusal
from directory.errors import DomainError, ReasonedError

_BY_REASON = {
    "touched_lately": _(
        "You attested or changed a contact of this person within thirty days: somebody else hands the e-CPS over."
    ),
    "oneself": _("Nobody hands an e-CPS over to themselves."),
    "not_eligible": _("This person cannot hold an e-CPS now: no open activity and no registration with an order."),
    "no_mobile": _("No mobile number of this person serves yet: have it verified, or attested by somebody else first."),
    "quota": _("Five hand-overs a day to one person, no more: try again tomorrow."),
    "document": _("Type the last four characters of the document’s number, letters or digits."),
    "unreachable": _("Both contacts must be verified, and settled, before anything is sent."),
    "has_card": _("This person has a working e-CPS: there is nothing to invite to."),
    "reminded_enough": _(
        "One invitation and two reminders were sent, no more: call the person, or hand the e-CPS over."
    ),
    "too_soon": _("A message left less than a day ago: wait before you remind the person again."),
    "running": _("Another campaign is under way: stop it first."),
    "state": _("Somebody has acted on this campaign meanwhile: look at where it is now."),
    "rate": _("Choose a pace between 1 and 1,000 people a minute."),
}
_BY_TYPE: dict[type[DomainError], object] = {
    ActivationOver: _("This activation is over: nothing was changed."),
    CardIsOver: _("This e-CPS is over, or is not in the state that this needs: nothing was changed."),
    CardNotFound: _("Your mandates do not allow this. Choose one of your structures, or call your authority."),
    TooManyRequests: _("Too soon, or too often: wait a few minutes before you send the codes again."),
}


def words_of(refusal: DomainError) -> str:
    """One sentence for people."""
    if isinstance(refusal, ReasonedError) and refusal.reason in _BY_REASON:
        return str(_BY_REASON[refusal.reason])
    words = _BY_TYPE.get(type(refusal))
    return str(words) if words is not None else words_of_refusal(refusal)
