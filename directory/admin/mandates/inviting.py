"""« Invite somebody »: for which authority, in which role, whom, until when."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.mandates.words import end_of_day, last_day, refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import MandateRole, Organization, RegistrationAuthority
from directory.permissions import Offer
from directory.policy import INVITATION_LIFETIME
from directory.tasks import poke_delivery
from directory.workflows import invitations

_READERS = {MandateRole.AUDITOR, MandateRole.SUPPORT, MandateRole.REVIEWER}
MOST_SITES = 300  # of one structure; a longer list would be read by nobody
_ROLE_HINTS: Mapping[str, object] = {
    MandateRole.OPERATOR: gettext_lazy("Runs the directory: loads, merges, authorities, first mandates."),
    MandateRole.MANAGER: gettext_lazy("Answers for the agency: opens local authorities, names its agents."),
    MandateRole.AGENT: gettext_lazy("Registers and follows the people of the region."),
    MandateRole.REPRESENTATIVE: gettext_lazy("Answers for the structure: names delegates and registrars."),
    MandateRole.DELEGATE: gettext_lazy("Names registrars in the representative’s place, and registers people."),
    MandateRole.REGISTRAR: gettext_lazy("Registers people, and says when they leave."),
    MandateRole.ORDER_OFFICER: gettext_lazy("Answers for the contacts of the people of the order."),
    MandateRole.AUDITOR: gettext_lazy("Reads everything of the authority, and changes nothing."),
    MandateRole.SUPPORT: gettext_lazy("Sees people and states, never their contacts nor their civil identity."),
    MandateRole.REVIEWER: gettext_lazy("Sees the services that sign people in, and nobody of the directory."),
}


class InvitationForm(forms.Form):
    """What is offered, and to whom. limit: the end of the mandate that it is given from."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.RadioSelect)
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole structure"),
    )
    name = forms.CharField(label=gettext_lazy("Given name and family name"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("Professional e-mail address"),
        help_text=gettext_lazy("The person will sign in with it: use the address that they alone read."),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: until somebody ends it."),
    )

    def __init__(
        self, viewer: Viewer, authority: RegistrationAuthority, data: Any, *, limit: datetime | None, preset: str
    ) -> None:
        super().__init__(data)
        roles = permissions.roles_to_give(viewer.account, authority, viewer.now)
        role: Any = self.fields["role"]
        role.choices = [(value.value, value.label) for value in roles]
        role.initial = preset if preset in roles else _most_likely(roles)
        self._offer_sites(viewer, authority)
        if limit is not None:
            day = last_day(limit)
            until = self.fields["until"]
            until.required, until.initial = True, day
            until.help_text = _("No later than your own mandate.")
            until.widget.attrs["max"] = day.isoformat() if day else ""

    def _offer_sites(self, viewer: Viewer, authority: RegistrationAuthority) -> None:
        sites, may_be_whole = permissions.sites_to_give(viewer.account, authority, viewer.now)
        site: Any = self.fields["site"]
        keys = list(sites.order_by("trade_name", "legal_name", "pk").values_list("pk", flat=True)[:MOST_SITES])
        site.queryset = Organization.objects.filter(pk__in=keys).order_by("trade_name", "legal_name", "pk")
        site.required = not may_be_whole
        if not keys:
            del self.fields["site"]


def _most_likely(roles: list[MandateRole]) -> str:
    """The last role of the chain: readers are invited less often than those who do the work."""
    working = [role for role in roles if role not in _READERS]
    return (working or roles)[-1].value


def choose_authority(request: HttpRequest) -> HttpResponse:
    """GET: the authorities for which the viewer invites; with one alone, its form at once."""
    viewer = viewer_of(request)
    if not viewer.gives:
        raise Http404
    own = {mandate.authority_id: mandate.authority for mandate in viewer.mandates}
    giving = [one for one in own.values() if permissions.roles_to_give(viewer.account, one, viewer.now)]
    opens = permissions.can_open_authorities(viewer.account, viewer.now)
    if len(giving) == 1 and not opens:
        return redirect("portal:invite", giving[0].pk)
    context = {
        **portal.each_context(request),
        "title": _("Invite somebody"),
        "authorities": giving,
        "opens": opens,
    }
    return TemplateResponse(request, "admin/directory/mandate_choose.html", context)


def invite(request: HttpRequest, authority_id: int) -> HttpResponseBase:
    """GET: the form; POST: sends the invitation. Whoever gives a mandate for this authority."""
    viewer = viewer_of(request)
    seen = permissions.authorities_visible_to(viewer.account, viewer.now).select_related("organization")
    authority = get_object_or_404(seen, pk=authority_id)
    if not permissions.roles_to_give(viewer.account, authority, viewer.now):
        raise Http404
    return _invite(request, authority)


@strong_means_required
def _invite(request: HttpRequest, authority: RegistrationAuthority) -> HttpResponse:
    viewer = viewer_of(request)
    limit = permissions.latest_end_to_give(viewer.account, authority, viewer.now)
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(viewer, authority, data, limit=limit, preset=request.GET.get("role", ""))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        offer = Offer(authority, given["role"], given.get("site"), _until(given["until"], limit))
        try:
            made = invitations.invite(
                inviter=viewer.account, offer=offer, email=given["email"], name=given["name"], now=viewer.now
            )
        except (MandateRefused, NotAllowed) as refusal:
            form.add_error(_field_of(refusal), refusal_words(refusal))
        else:
            poke_delivery()
            messages.success(
                request,
                _("The invitation is on its way to %(name)s: the link works for %(days)s days.")
                % {"name": made.invitation.name, "days": INVITATION_LIFETIME.days},
            )
            return redirect("portal:mandate_invitations")
    context = {
        **portal.each_context(request),
        "title": _("Invite somebody"),
        "form": form,
        "authority": authority,
        "roles": [(value, words, _ROLE_HINTS.get(value, "")) for value, words in form.fields["role"].choices],  # type: ignore[attr-defined]  # a ChoiceField
        "chosen_role": form["role"].value(),
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/directory/mandate_invite.html", context, status=status)


def _until(day: date | None, limit: datetime | None) -> datetime | None:
    """The end of this day; on the last day of the giver's own mandate, the end of that."""
    if day is None:
        return None
    return limit if limit is not None and day == last_day(limit) else end_of_day(day)


def _field_of(refusal: MandateRefused | NotAllowed) -> str | None:
    reason = str(refusal.params.get("reason", ""))
    if reason.startswith("until"):
        return "until"
    return {"email": "email", "yourself": "email", "already_held": "email", "already_invited": "email"}.get(reason)


portal.add_page("habilitations/inviter/", choose_authority, "choose_authority")
portal.add_page("habilitations/inviter/<int:authority_id>/", invite, "invite")
