"""Invitations: those that wait, first; sent again or withdrawn by whoever could make them."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import permissions
from directory.admin.mandates.words import last_day, refusal_words
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import InvitationState, MandateInvitation
from directory.tasks import poke_delivery
from directory.workflows import invitations

PAGE = 25  # invitations
_COLOURS = {
    InvitationState.ACCEPTED: "success",
    InvitationState.DECLINED: "danger",
    InvitationState.EXPIRED: "warning",
}


@dataclass(frozen=True)
class InvitationLine:
    """One of the list. is_waiting: it can be answered; may_act: the viewer could have made it."""

    invitation: MandateInvitation
    colour: str
    words: str
    last_day: date | None
    is_waiting: bool
    may_act: bool


@require_safe
def list_invitations(request: HttpRequest) -> HttpResponse:
    """GET: the invitations of the viewer's authorities, by pages."""
    viewer = viewer_of(request)
    if not permissions.has_power(viewer.account, permissions.Power.SEE_INVITATIONS, viewer.now):
        raise Http404
    waiting = Q(state=InvitationState.PENDING, expires_at__gt=viewer.now)
    rows = (
        permissions.invitations_visible_to(viewer.account, viewer.now)
        .annotate(is_waiting=ExpressionWrapper(waiting, BooleanField()))
        .select_related("authority__organization", "organization", "inviter")
        .order_by("-is_waiting", "-created_at", "-pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    context = {
        **portal.each_context(request),
        "title": _("Invitations"),
        "page": page,
        "lines": [_line(one, viewer) for one in page],
        "may_invite": viewer.gives,
    }
    return TemplateResponse(request, "admin/directory/mandate_invitations.html", context)


@require_POST
def send_invitation_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """POST: a new link; the former one is dead."""
    viewer, invitation = viewer_of(request), _find(request, invitation_id)
    try:
        invitations.send_again(account=viewer.account, invitation=invitation, now=viewer.now)
    except (MandateRefused, NotAllowed) as refusal:
        messages.warning(request, refusal_words(refusal))
    else:
        poke_delivery()
        messages.success(
            request, _("A new link is on its way to %(name)s; the former one is dead.") % {"name": invitation.name}
        )
    return redirect("portal:mandate_invitations")


@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """POST: the link no longer works."""
    viewer, invitation = viewer_of(request), _find(request, invitation_id)
    if invitations.withdraw(account=viewer.account, invitation=invitation, now=viewer.now):
        messages.success(
            request, _("The invitation of %(name)s is withdrawn: its link is dead.") % {"name": invitation.name}
        )
    else:
        messages.warning(request, _("This invitation does not wait for an answer any more."))
    return redirect("portal:mandate_invitations")


def _find(request: HttpRequest, key: int) -> MandateInvitation:
    viewer = viewer_of(request)
    seen = permissions.invitations_visible_to(viewer.account, viewer.now)
    invitation = get_object_or_404(seen.select_related("authority__organization"), pk=key)
    if not permissions.can_withdraw(viewer.account, invitation, viewer.now):
        raise Http404
    return invitation


def _line(invitation: MandateInvitation, viewer: Viewer) -> InvitationLine:
    is_pending = invitation.state == InvitationState.PENDING
    is_waiting = is_pending and invitation.expires_at > viewer.now
    shown = InvitationState.EXPIRED if is_pending and not is_waiting else InvitationState(invitation.state)
    return InvitationLine(
        invitation=invitation,
        colour=_COLOURS.get(shown, "info" if is_waiting else ""),
        words=str(shown.label),
        last_day=last_day(invitation.mandate_until),
        is_waiting=is_waiting,
        may_act=is_waiting and permissions.can_withdraw(viewer.account, invitation, viewer.now),
    )


portal.add_page("habilitations/invitations/", list_invitations, "mandate_invitations")
portal.add_page(
    "habilitations/invitations/<int:invitation_id>/renvoyer/", send_invitation_again, "send_invitation_again"
)
portal.add_page("habilitations/invitations/<int:invitation_id>/retirer/", withdraw_invitation, "withdraw_invitation")
