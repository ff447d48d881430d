"""« Open a local authority »: the structure is found, then its first legal representative is invited."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory import permissions, queries
from directory.admin.authorities.calling import CallForm
from directory.admin.mandates.words import refusal_words
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import MandateRefused, NotAllowed
from directory.models import Organization
from directory.tasks import poke_delivery
from directory.workflows import authorities

MOST_FOUND = 20  # structures of one search; a longer list wants more words


class OpeningForm(CallForm):
    """Who answers for the structure, and how the public calls it."""

    name = forms.CharField(label=gettext_lazy("Legal representative: given name and family name"), max_length=200)
    representative_email = forms.EmailField(
        label=gettext_lazy("Their professional e-mail address"),
        help_text=gettext_lazy("The invitation goes there, and they will sign in with it."),
    )
    field_order = ("name", "representative_email", "telephone", "email")


@require_safe
def find_structure(request: HttpRequest) -> HttpResponse:
    """GET ?q=: the structures of the viewer's reach. Operators and managers of agencies."""
    viewer = viewer_of(request)
    if not permissions.can_open_authorities(viewer.account, viewer.now):
        raise Http404
    asked = request.GET.get("q", "").encode(errors="ignore").decode()[:200].strip()
    called = queries.structures_called(asked) if asked else None
    found: list[Organization] = []
    if called is not None:
        rows = permissions.structures_to_open(viewer.account, viewer.now).filter(called)
        found = list(rows.order_by("trade_name", "legal_name", "pk")[: MOST_FOUND + 1])
    context = {
        **portal.each_context(request),
        "title": _("Open a local authority"),
        "asked": asked,
        "found": found[:MOST_FOUND],
        "are_more": len(found) > MOST_FOUND,
    }
    return TemplateResponse(request, "admin/directory/authority_find.html", context)


def open_local(request: HttpRequest, organization_id: int) -> HttpResponseBase:
    """GET: the form; POST: opens the authority and invites its representative."""
    viewer = viewer_of(request)
    reach = permissions.structures_to_open(viewer.account, viewer.now)
    organization = get_object_or_404(reach, pk=organization_id)
    held = authorities.find_held(organization, viewer.now)
    if held is not None and request.method == "GET":
        messages.info(request, refusal_words(MandateRefused(reason="already_open")))
        return redirect("portal:directory_registrationauthority_change", held.pk)
    return _open(request, organization)


@strong_means_required
def _open(request: HttpRequest, organization: Organization) -> HttpResponse:
    viewer = viewer_of(request)
    present = {"telephone": organization.telephone, "email": organization.email}
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=present)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            opened = authorities.open_local(
                account=viewer.account,
                organization=organization,
                email=given["representative_email"],
                name=given["name"],
                telephone=given["telephone"],
                public_email=given["email"],
                now=viewer.now,
            )
        except (MandateRefused, NotAllowed) as refusal:
            reason = str(refusal.params.get("reason", ""))
            is_of_address = reason in {"email", "yourself", "already_held", "already_invited"}
            form.add_error("representative_email" if is_of_address else None, refusal_words(refusal))
        else:
            poke_delivery()
            messages.success(
                request,
                _("The authority is open, and an invitation is on its way to %(name)s.")
                % {"name": opened.invitation.name},
            )
            return redirect("portal:directory_registrationauthority_change", opened.authority.pk)
    context = {
        **portal.each_context(request),
        "title": _("Open a local authority"),
        "organization": organization,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/directory/authority_open.html", context, status=status)


portal.add_page("autorites/ouvrir/", find_structure, "find_structure_to_open")
portal.add_page("autorites/ouvrir/<int:organization_id>/", open_local, "open_local_authority")
