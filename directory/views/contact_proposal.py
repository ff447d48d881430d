"""The page of the links of a proposal: the holder says yes or no, then types the code. Opening it changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from directory.codes import is_code, read_code
from directory.models import ContactKind, ContactPoint
from directory.policy import CONTACT_CODE_DIGITS, CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES
from directory.tasks import poke_delivery
from directory.views.contact import words_of
from directory.workflows import contact_answer
from directory.workflows.contact_answer import Question
from directory.workflows.contact_proof import Sending
from directory.workflows.verdicts import Verdict

_SENDING_WORDS = {
    Sending.SENT: gettext_lazy("A new code is on its way; the earlier one no longer works."),
    Sending.TOO_SOON: gettext_lazy("A code has just been sent: wait a minute before asking again."),
    Sending.TOO_MANY: gettext_lazy("Five sendings a day, no more: try again tomorrow, or call your authority."),
    Sending.NOTHING_TO_VERIFY: gettext_lazy("There is nothing to send any more."),
}


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact_proposal(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what is proposed, or the code to type. POST {"answer": yes, no, again} or {"code"}. 404: no link of ours."""
    question = contact_answer.question_of(token)
    if question is None:
        return _page(request, None, status=404)
    if request.method != "POST":
        return _page(request, question)
    answer, now = request.POST.get("answer", ""), timezone.now()
    if "code" in request.POST:
        return _judge(request, question, token)
    if answer == "yes":
        contact_answer.accept(question=question, now=now)
    elif answer == "no":
        contact_answer.refuse(question=question, now=now)
    elif answer == "again":
        outcome = contact_answer.send_again(question=question, now=now)
        level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
        messages.add_message(request, level, _SENDING_WORDS[outcome])
    poke_delivery()
    return redirect("contact_proposal", token)


def _judge(request: HttpRequest, question: Question, token: str) -> HttpResponse:
    code = read_code(request.POST["code"])
    if not is_code(code, CONTACT_CODE_DIGITS):
        return _page(request, question, error=_("Type the six digits of the code."), status=422)
    outcome = contact_answer.verify(question=question, code=code, now=timezone.now())
    if outcome.verdict in {Verdict.VERIFIED, Verdict.ALREADY_VERIFIED}:
        poke_delivery()
        return redirect("contact_proposal", token)
    return _page(request, contact_answer.question_of(token), error=words_of(outcome), status=422)


def _page(request: HttpRequest, question: Question | None, *, error: str = "", status: int = 200) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "state": question.state(now) if question else "unknown",
        "error": error,
        "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60),
        "tries": CONTACT_CODE_TRIES,
        **(_facts(question) if question else {}),
    }
    if question is not None and context["state"] == "applied":
        settles = question.present.settled_at if question.present else None
        context["settled_at"] = settles if settles is not None and settles > now else None
    return render(request, "directory/contact_proposal.html", context, status=status)


def _facts(question: Question) -> dict[str, Any]:
    row = question.proposal
    return {
        "is_email": row.kind == ContactKind.EMAIL,
        "proposed": row.masked,
        "present": _masked(question.present),
        "proposer": row.authority.name,
        "authority": row.practitioner.authority,
        "settled_at": None,
    }


def _masked(contact: ContactPoint | None) -> str:
    """The present contact, where somebody verified it."""
    return contact.masked if contact is not None and contact.verified_at is not None else ""
