"""My contacts: prove them, change them, undo a change while it may be. A change asks the e-CPS again."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from directory.codes import is_code, read_code
from directory.errors import ContactRefused
from directory.holder_panels import HolderEntry, register_holder_entry
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import ContactKind, ContactPoint, ContactProposal, ProposalState
from directory.policy import CONTACT_CHANGE_DELAY, CONTACT_CODE_DIGITS, CONTACT_CODE_LIFETIME, CONTACT_CODE_TRIES
from directory.tasks import poke_delivery
from directory.views.contact import SENDING_WORDS, words_of
from directory.views.holder.contact_forms import SLUGS, form_of, kind_of, value_of
from directory.workflows import contact_answer, contact_own
from directory.workflows.contact_change import undo_token
from directory.workflows.contact_check import ContactProof, proofs_of, verify
from directory.workflows.contact_proof import Sending
from directory.workflows.contact_undo import Undoing, undo
from directory.workflows.verdicts import CodeOutcome, Verdict

PAGE: Final = "holder_contacts"
_REFUSED: Final = {
    "same": gettext_lazy("This is your present contact already: there is nothing to change."),
    "running": gettext_lazy("Another contact waits already: type its code, or keep the present one first."),
    "quota": gettext_lazy("Five sendings a day, no more: try again tomorrow."),
}
_RIGHT: Final = {Verdict.VERIFIED, Verdict.ALREADY_VERIFIED}


@require_safe
@for_holder
def show_contacts(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: both contacts, what waits for a code, what may be undone."""
    return _show(request, holder)


@require_POST
@for_holder
def change_contact(request: HttpRequest, holder: Holder, kind: str) -> HttpResponse:
    """POST {"value"}: another contact, to which a code leaves. Asks the e-CPS again after ten minutes."""
    of_kind = kind_of(kind)
    if not holder.is_fresh:
        messages.warning(request, _("Show your e-CPS again: what receives your codes is about to change."))
        return redirect(PAGE)
    form = form_of(of_kind, request.POST)
    if not form.is_valid():
        return _show(request, holder, forms={of_kind: form}, status=422)
    try:
        contact_own.change(
            practitioner=holder.practitioner, kind=of_kind.value, value=value_of(form, of_kind), now=holder.now
        )
    except ContactRefused as refusal:
        form.add_error("value", str(_REFUSED.get(refusal.reason, refusal.reason)))
        return _show(request, holder, forms={of_kind: form}, status=422)
    poke_delivery()
    messages.success(request, _("A code is on its way to the new contact. The present one serves until you type it."))
    return redirect(PAGE)


@sensitive_post_parameters("code")
@require_POST
@for_holder
def confirm_contact(request: HttpRequest, holder: Holder, kind: str) -> HttpResponse:
    """POST {"code"}: of the contact that waits, else of the present one that nobody has proven."""
    of_kind = kind_of(kind)
    code = read_code(request.POST.get("code", ""))
    if not is_code(code, CONTACT_CODE_DIGITS):
        return _show(request, holder, errors={of_kind: _("Type the six digits of the code.")}, status=422)
    outcome = _judge(holder, of_kind, code)
    if outcome.verdict not in _RIGHT:
        return _show(request, holder, errors={of_kind: words_of(outcome)}, status=422)
    poke_delivery()
    messages.success(request, _("The contact is confirmed."))
    return redirect(PAGE)


@require_POST
@for_holder
def send_code_again(request: HttpRequest, holder: Holder, kind: str) -> HttpResponse:
    """POST: a new code to the contact that waits, else to the present ones that nobody has proven."""
    proposal = contact_own.running_proposal(holder.practitioner, kind_of(kind).value, holder.now)
    outcome = (
        contact_answer.send_again(question=_question(proposal), now=holder.now)
        if proposal is not None
        else contact_own.send_again(practitioner=holder.practitioner, now=holder.now)
    )
    poke_delivery()
    level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
    messages.add_message(request, level, SENDING_WORDS[outcome])
    return redirect(PAGE)


@require_POST
@for_holder
def keep_present(request: HttpRequest, holder: Holder, kind: str) -> HttpResponse:
    """POST: what waits is given up, or the change that does not serve yet is undone."""
    of_kind = kind_of(kind).value
    if contact_own.give_up(practitioner=holder.practitioner, kind=of_kind, now=holder.now):
        messages.success(request, _("The present contact stays."))
        return redirect(PAGE)
    contact = ContactPoint.objects.current().filter(practitioner=holder.practitioner, kind=of_kind).first()
    if contact is None or not contact_own.may_undo(contact, holder.now):
        raise Http404
    if undo(token=undo_token(contact), now=holder.now) is Undoing.UNDONE:
        poke_delivery()
        messages.success(request, _("The change is undone: the contact before it serves again, and both are told."))
    return redirect(PAGE)


def _judge(holder: Holder, kind: ContactKind, code: str) -> CodeOutcome:
    proposal = contact_own.running_proposal(holder.practitioner, kind.value, holder.now)
    if proposal is not None:
        return contact_answer.verify(question=_question(proposal), code=code, now=holder.now)
    return verify(practitioner=holder.practitioner, kind=kind.value, code=code, now=holder.now)


def _question(proposal: ContactProposal) -> contact_answer.Question:
    return contact_answer.Question(proposal=proposal, may_decide=False, present=None)


def _show(
    request: HttpRequest,
    holder: Holder,
    *,
    forms: dict[ContactKind, Any] | None = None,
    errors: dict[ContactKind, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    proofs = {proof.contact.kind: proof for proof in proofs_of(holder.practitioner, holder.now)}
    context = {
        "contacts": [
            _line(holder, kind, proofs.get(kind), (forms or {}).get(kind), (errors or {}).get(kind, ""))
            for kind in ContactKind
        ],
        "minutes": int(CONTACT_CODE_LIFETIME.total_seconds() // 60),
        "tries": CONTACT_CODE_TRIES,
        "hours": int(CONTACT_CHANGE_DELAY.total_seconds() // 3600),
        "authority": holder.practitioner.authority,
    }
    return show_holder_page(request, holder, "directory/holder/contacts.html", context, status=status)


def _line(holder: Holder, kind: ContactKind, proof: ContactProof | None, form: Any, error: str) -> dict[str, Any]:
    proposal = contact_own.running_proposal(holder.practitioner, kind.value, holder.now)
    contact = proof.contact if proof is not None else None
    is_waiting = proposal is not None and proposal.state == ProposalState.ACCEPTED
    return {
        "slug": SLUGS[kind],
        "is_email": kind is ContactKind.EMAIL,
        "contact": contact,
        "is_proven": contact is not None and contact.is_proven,
        "serves_later": contact is not None and contact.settled_at is not None and contact.settled_at > holder.now,
        "may_undo": contact is not None and contact_own.may_undo(contact, holder.now),
        "proposal": proposal,
        "asks_code": is_waiting or (proposal is None and contact is not None and not contact.is_proven),
        "form": form or form_of(kind, None),
        "error": error,
    }


register_holder_entry(
    HolderEntry(
        key="contacts",
        label=gettext_lazy("My contacts"),
        note=gettext_lazy("Your e-mail and your mobile: confirm them, change them, undo a change."),
        address=PAGE,
        rank=20,
    )
)
