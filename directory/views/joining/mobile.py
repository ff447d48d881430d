"""The third step: the number that the code is sent to, and the code typed back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.codes import is_code, read_code
from directory.models import EnrolmentRequest
from directory.models.contact import e164
from directory.policy import CONTACT_CODE_DIGITS, CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES
from directory.tasks import poke_delivery
from directory.views.joining.behind_link import step_of_person
from directory.views.joining.forms import MobileForm
from directory.views.joining.steps import page_of_step
from directory.wording import tries_left_words
from directory.workflows.contact_proof import Sending
from directory.workflows.requests.mobile import latest_code, send_code, verify
from directory.workflows.verdicts import CodeOutcome, Verdict

_SENDING = {
    Sending.SENT: gettext_lazy("A code is on its way to this number."),
    Sending.TOO_SOON: gettext_lazy("A code has just been sent: wait a minute before asking again."),
    Sending.TOO_MANY: gettext_lazy("Too many codes were sent today: try again tomorrow."),
    Sending.NOTHING_TO_VERIFY: gettext_lazy("This number is verified already."),
}


@step_of_person
def mobile(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    """GET: the number and its state. POST {"mobile"}: sends a code; {"code"}: judges one; {"again"}: sends another."""
    if request.method != "POST":
        return _show_mobile(request, found, token, MobileForm(initial={"mobile": e164(found.answers.mobile)}))
    if "code" in request.POST:
        return _judge(request, found, token)
    number = {"mobile": e164(found.answers.mobile)} if "again" in request.POST else request.POST
    form = MobileForm(number)
    if not form.is_valid():
        return _show_mobile(request, found, token, form, status=422)
    outcome = send_code(request=found, mobile=form.cleaned_data["mobile"].as_e164, now=timezone.now())
    poke_delivery()
    if outcome is Sending.NOTHING_TO_VERIFY:
        return redirect("join_sending", token)
    level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
    messages.add_message(request, level, _SENDING[outcome])
    return redirect("join_mobile", token)


def _judge(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    code = read_code(request.POST["code"])
    if not is_code(code, CONTACT_CODE_DIGITS):
        return _show_mobile(request, found, token, None, error=_("Type the six digits of the code."), status=422)
    outcome = verify(request=found, code=code, now=timezone.now())
    if outcome.verdict in {Verdict.VERIFIED, Verdict.ALREADY_VERIFIED}:
        return redirect("join_sending", token)
    return _show_mobile(request, found, token, None, error=_words(outcome), status=422)


def _words(outcome: CodeOutcome) -> str:
    match outcome.verdict:
        case Verdict.WRONG:
            return tries_left_words(outcome.tries_left)
        case Verdict.LOCKED:
            return _("Too many wrong codes: ask for a new one below.")
        case _:
            return _("This code is no longer valid: ask for a new one below.")


def _show_mobile(
    request: HttpRequest,
    found: EnrolmentRequest,
    token: str,
    form: MobileForm | None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    latest = latest_code(found)
    waits = (
        latest is not None
        and latest.closed_at is None
        and latest.expires_at > timezone.now()
        and latest.attempt_count < CONTACT_CODE_TRIES
    )
    context = {
        "number": found.answers.mobile.as_international if found.answers.mobile else "",
        "is_verified": found.mobile_verified_at is not None,
        "waits": waits and found.mobile_verified_at is None,
        "error": error,
        "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60),
        "tries": CONTACT_CODE_TRIES,
    }
    form = form or MobileForm(initial={"mobile": e164(found.answers.mobile)})
    return page_of_step(request, found, token, form, ("mobile", 4), status=status, **context)
