"""The contacts at which nothing arrives any more, for the authority of their people."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import permissions
from directory.admin.contacts.kinds import slug_of
from directory.admin.messages.words import advice_words, reason_words
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import MessageState

MOST: Final = 100  # the latest; each that is put right leaves the list


@require_safe
def unreachable_contacts(request: HttpRequest) -> HttpResponse:
    """GET: the latest first, with what to do."""
    viewer = viewer_of(request)
    rows = permissions.unreachable_contacts_visible_to(viewer.account, viewer.now)
    found = list(rows.select_related("practitioner").order_by("-bounced_at", "-pk")[: MOST + 1])
    lines = [
        {
            "person": row.practitioner,
            "kind": row.get_kind_display(),
            "contact": row.masked,
            "since": row.bounced_at,
            "why": reason_words(row.bounce_reason),
            "advice": advice_words(row.bounce_reason, MessageState.BOUNCED),
            "change": reverse("portal:change_contact", args=[row.practitioner_id, slug_of(row.kind)])
            if row.verified_at is not None
            else reverse("portal:correct_contact", args=[row.pk]),
            "again": reverse("portal:receives_again", args=[row.pk]),
        }
        for row in found[:MOST]
    ]
    context = {
        **portal.each_context(request),
        "title": _("Contacts that receive nothing"),
        "lines": lines,
        "has_more": len(found) > MOST,
    }
    return TemplateResponse(request, "admin/directory/unreachable_contacts.html", context)


portal.add_page("coordonnees/sans-reception/", unreachable_contacts, "unreachable_contacts")
