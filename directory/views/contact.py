"""The page of the link that arrives by e-mail: the holder types both codes. Opening it changes nothing."""

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
from directory.models import ContactKind, Practitioner
from directory.policy import CONTACT_CODE_DIGITS, CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES
from directory.tasks import poke_delivery
from directory.wording import tries_left_words
from directory.workflows.contact_check import (
    ContactProof,
    practitioner_of_link,
    proofs_of,
    send_again_from_link,
    verify,
)
from directory.workflows.contact_proof import Sending
from directory.workflows.verdicts import CodeOutcome, Verdict

SENDING_WORDS = {
    Sending.SENT: gettext_lazy("New codes are on their way; the earlier ones no longer work."),
    Sending.TOO_SOON: gettext_lazy("Codes have just been sent: wait a minute before asking again."),
    Sending.TOO_MANY: gettext_lazy("Five sendings a day, no more: try again tomorrow, or call your authority."),
    Sending.NOTHING_TO_VERIFY: gettext_lazy("Both contacts are verified: there is nothing to send."),
}


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the state of both contacts. POST {"kind", "code"}: judges a code; {"again"}: sends new ones."""
    now = timezone.now()
    person = practitioner_of_link(token, now)
    if person is None:
        return render(request, "directory/contact_unknown.html", status=404)
    if request.method != "POST":
        return _show(request, person, {}, status=200)
    if "again" in request.POST:
        outcome = send_again_from_link(practitioner=person, token=token, now=now)
        poke_delivery()
        level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
        messages.add_message(request, level, SENDING_WORDS[outcome])
        return redirect("contact", token)
    return _judge(request, person, token)


def _judge(request: HttpRequest, person: Practitioner, token: str) -> HttpResponse:
    kind, code = request.POST.get("kind", ""), read_code(request.POST.get("code", ""))
    if kind not in ContactKind.values:
        return redirect("contact", token)
    if not is_code(code, CONTACT_CODE_DIGITS):
        return _show(request, person, {kind: _("Type the six digits of the code.")}, status=422)
    outcome = verify(practitioner=person, kind=kind, code=code, now=timezone.now())
    if outcome.verdict in {Verdict.VERIFIED, Verdict.ALREADY_VERIFIED}:
        return redirect("contact", token)
    return _show(request, person, {kind: words_of(outcome)}, status=422)


def words_of(outcome: CodeOutcome) -> str:
    """What a code that is not right is answered."""
    match outcome.verdict:
        case Verdict.WRONG:
            return tries_left_words(outcome.tries_left)
        case Verdict.LOCKED:
            return _("Too many wrong codes: ask for new ones below.")
        case _:
            return _("This code is no longer valid: ask for new ones below.")


def _show(request: HttpRequest, person: Practitioner, errors: dict[str, str], *, status: int) -> HttpResponse:
    now = timezone.now()
    proofs = proofs_of(person, now)
    shown = [_proof(proof, errors.get(proof.contact.kind, ""), proof.state(now)) for proof in proofs]
    context: dict[str, Any] = {
        "authority": person.authority,
        "proofs": shown,
        "all_verified": bool(proofs) and all(proof.contact.is_proven for proof in proofs),
        "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60),
        "tries": CONTACT_CODE_TRIES,
    }
    return render(request, "directory/contact.html", context, status=status)


def _proof(proof: ContactProof, error: str, state: str) -> dict[str, Any]:
    return {
        "kind": proof.contact.kind,
        "is_email": proof.contact.kind == ContactKind.EMAIL,
        "masked": proof.contact.masked,
        "state": state,
        "error": error,
    }
