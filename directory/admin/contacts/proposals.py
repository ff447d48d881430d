"""Proposals of contacts: those that wait for the viewer's decision, their own, and the page of one."""

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from directory import permissions
from directory.admin.contacts.kinds import in_full
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import ContactRefused, NotAllowed
from directory.models import ContactPoint, ContactProposal, ProposalState
from directory.tasks import poke_delivery
from directory.workflows import contact_proposals as workflow
from directory.workflows.contact_proof import Sending

MOST: Final = 100  # shown of each list, oldest to decide and latest of one's own; more is a backlog to work off
_BADGES: Final = {
    ProposalState.OPEN: "warning",
    ProposalState.ACCEPTED: "info",
    ProposalState.APPLIED: "success",
    ProposalState.REFUSED: "danger",
}
_SENDING_WORDS: Final = {
    Sending.SENT: gettext_lazy("A new code is on its way; the earlier one no longer works."),
    Sending.TOO_SOON: gettext_lazy("A code has just been sent: wait a minute before asking again."),
    Sending.TOO_MANY: gettext_lazy("Five sendings a day to one person, no more: try again tomorrow."),
}


@require_safe
def contact_proposals(request: HttpRequest) -> HttpResponse:
    """GET: what waits for the viewer, oldest first, and what they proposed, latest first."""
    viewer = viewer_of(request)
    waiting = permissions.proposals_to_decide(viewer.account, viewer.now).order_by("proposed_at", "pk")
    own = permissions.proposals_visible_to(viewer.account, viewer.now).filter(proposed_by=viewer.account)
    context = {
        **portal.each_context(request),
        "title": _("Proposals of contacts"),
        "waiting": _lines(waiting),
        "own": _lines(own.order_by("-proposed_at", "pk")),
        "most": MOST,
    }
    return TemplateResponse(request, "admin/directory/contact_proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_proposal(request: HttpRequest, proposal_id: Any) -> HttpResponse:
    """GET: one proposal. POST {"decision": accept, refuse, withdraw, again; "reason"}. Who decides, or who proposed."""
    viewer = viewer_of(request)
    rows = permissions.proposals_visible_to(viewer.account, viewer.now)
    proposal = get_object_or_404(
        rows.select_related("practitioner__authority", "authority", "proposed_by", "decided_by"), pk=proposal_id
    )
    decides = permissions.can_decide_contacts(viewer.account, proposal.practitioner, viewer.now)
    if not decides and proposal.proposed_by_id != viewer.account.pk:
        raise Http404
    if request.method != "POST":
        return _show(request, viewer, proposal, decides=decides)
    try:
        level, words = _decide(request, viewer, proposal)
    except ContactRefused as refusal:
        if refusal.reason == "no_reason":
            return _show(request, viewer, proposal, decides=decides, error=words_of_refusal(refusal), status=422)
        messages.warning(request, words_of_refusal(refusal))
    except NotAllowed as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        messages.add_message(request, level, words)
    return redirect("portal:directory_practitioner_change", proposal.practitioner_id)


def _decide(request: HttpRequest, viewer: Viewer, proposal: ContactProposal) -> tuple[int, str]:
    """One verb; what happened in words, and their level. Raises NotAllowed, ContactRefused, and Http404 for no verb."""
    asked: dict[str, Any] = {"account": viewer.account, "proposal": proposal, "now": viewer.now}
    match request.POST.get("decision", ""):
        case "accept":
            workflow.accept(**asked)
            return messages.SUCCESS, _(
                "Accepted: a code is on its way to the new contact, which takes effect once it is typed."
            )
        case "refuse":
            reason = request.POST.get("reason", "").replace("\0", "").encode(errors="ignore").decode()
            workflow.refuse(**asked, reason=reason[: ContactProposal._meta.get_field("reason").max_length])
            return messages.SUCCESS, _("Refused: whoever proposed it is told why.")
        case "withdraw":
            workflow.withdraw(**asked)
            return messages.SUCCESS, _("Withdrawn: the present contact stays.")
        case "again":
            outcome = workflow.send_again(**asked)
            level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
            return level, str(_SENDING_WORDS[outcome])
        case _:
            raise Http404


def _show(
    request: HttpRequest,
    viewer: Viewer,
    proposal: ContactProposal,
    *,
    decides: bool,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    present = ContactPoint.objects.current().filter(practitioner=proposal.practitioner_id, kind=proposal.kind).first()
    runs = proposal.expires_at > viewer.now
    is_open = runs and proposal.state == ProposalState.OPEN
    is_accepted = runs and proposal.state == ProposalState.ACCEPTED
    context = {
        **portal.each_context(request),
        "title": _("Proposal of a contact"),
        "person": proposal.practitioner,
        "proposal": proposal,
        "badge": _BADGES.get(ProposalState(proposal.state), ""),
        "value": in_full(proposal),
        "present": present.masked if present else "",
        "may_decide": decides and is_open,
        "may_send": decides and is_accepted,
        "may_withdraw": is_accepted or (is_open and not decides),
        "error": error,
        "reason": request.POST.get("reason", "")[:300],
    }
    return TemplateResponse(request, "admin/directory/contact_proposal.html", context, status=status)


def _lines(rows: QuerySet[ContactProposal]) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "person": row.practitioner.display_name,
            "number": row.practitioner.national_id,
            "badge": _BADGES.get(ProposalState(row.state), ""),
        }
        for row in rows.select_related("practitioner", "authority", "proposed_by")[:MOST]
    ]


portal.add_page("propositions/", contact_proposals, "contact_proposals")
portal.add_page("propositions/<uuid:proposal_id>/", contact_proposal, "contact_proposal")
