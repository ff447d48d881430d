"""The words of refusals: what happened, and what to do."""

from django.utils.translation import gettext_lazy as _

from directory.admin.tracing import note_refusal
from directory.errors import DomainError, NotAllowed, UnknownPerson

_BY_CODE = {
    "not_allowed": _("Your mandates do not allow this. Choose one of your structures, or call your authority."),
    "open_request": _("A request of this person for this structure is open: treat it rather than register them here."),
    "request_changed": _("Somebody has acted on this request meanwhile: nothing of yours was done."),
    "unknown_person": _("This person cannot be chosen for this request. Compare again."),
    "conflict_resolved": _("Somebody has decided already: nothing was changed."),
    "range_exhausted": _("No number is left in the range of your authority. Call the national operator."),
}
_BY_REASON = {
    "closed_code": _("This code was not open on that day: choose another one, or another start date."),
    "too_late": _("This date is too far ahead: register the person at most three months before they start."),
    "too_early": _("This date is too long ago: check the year."),
    "age": _("Check the date of birth: nobody of that age can be registered."),
    "already_open": _("This person already has this role in this structure: there is nothing to add."),
    "in_future": _("The end cannot be in the future: come back on that day."),
    "before_start": _("The end comes before the start: check both dates."),
    "not_ended": _("This activity has not ended: there is nothing to take back."),
    "too_late_to_reopen": _(
        "This end was recorded more than thirty days ago: register the activity again, with its own start."
    ),
    "not_recorded_here": _("This end was not recorded in the portal: only who recorded it can take it back."),
    "not_in_future": _("A planned departure is on a day to come: to end the activity today or before, end it."),
    "departure_too_far": _("This departure is too far ahead: plan it at most a year before."),
    "closed_meanwhile": _("The same role is open again in this structure: there is nothing to reopen."),
    "text": _("Write at least ten characters, so that the person understands alone; a thousand at most."),
    "mobile": _("The person has typed a mobile number that they have not confirmed yet: ask them to confirm it."),
    "state": _("This invitation was followed to its end, or taken back: look at where the request is now."),
    "too_many_links": _("Five links were sent to this address today: try again tomorrow."),
    "filter_empty": _("Nothing is asked: choose a filter first, then save it."),
    "filter_name": _("Give the filter a name of at most 60 characters."),
    "filter_taken": _("Another filter of yours has this name: choose another one."),
    "filter_too_many": _("Twenty filters are saved for this list: delete one of them first."),
    "already_ended": _("This activity has already ended."),
    "same": _("This is the present contact already: there is nothing to change."),
    "running": _("Another contact is waiting already: withdraw it on the record before you type another one."),
    "quota": _("Five sendings a day to one person, no more: try again tomorrow."),
    "email_first": _("The page where the code of a mobile is typed arrives by e-mail: add an e-mail address first."),
    "closed": _("Somebody has decided already, or it is too late: nothing was changed."),
    "proven": _("This contact is proven already: there is nothing to attest."),
    "no_reason": _("Say why: whoever proposed the contact reads it."),
}


def words_of_refusal(refusal: DomainError) -> str:
    """One sentence for people; the code itself for a refusal that no page foresees.

    The trail keeps that a right was missing; a slip of the keyboard is nobody's business.
    """
    if isinstance(refusal, NotAllowed | UnknownPerson):
        note_refusal(refusal.code)
    reason = str(refusal.params.get("reason", ""))
    return str(_BY_REASON.get(reason) or _BY_CODE.get(refusal.code) or refusal.code)
