"""On a person's record: the other numbers that name them, and the record that absorbed this one."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory import panels, permissions, queries
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import account_of, viewer_of
from directory.models import Account, FormerIdentifier, Fusion, IdentifierOrigin, Practitioner
from directory.workflows import old_numbers


@require_POST
@strong_means_required
def end_number(request: HttpRequest, identifier_id: int) -> HttpResponse:
    """POST: a number that a correspondence gave to the wrong person stops naming them. National operators."""
    viewer = viewer_of(request)
    if not permissions.can_merge_people(viewer.account, viewer.now):
        raise Http404
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    row = get_object_or_404(FormerIdentifier, pk=identifier_id, practitioner__in=people)
    if old_numbers.end(account=account_of(request), identifier_id=row.pk, now=timezone.now()):
        messages.success(request, _("This number names the person no more."))
    return redirect("portal:directory_practitioner_change", row.practitioner_id)


def _show_numbers(account: Account, practitioner: Practitioner, now: datetime) -> Mapping[str, object] | None:
    """None where there is nothing to say."""
    others = queries.other_identifiers(practitioner)
    absorption = Fusion.objects.select_related("kept").filter(absorbed=practitioner, undone_at__isnull=True).first()
    if not others and absorption is None:
        return None
    may_end = permissions.can_merge_people(account, now)
    return {
        "kept": absorption.kept if absorption else None,
        "numbers": [
            {
                "row": row,
                "ending": reverse("portal:end_number", args=[row.pk])
                if may_end and row.origin == IdentifierOrigin.CORRESPONDENCE
                else "",
            }
            for row in others
        ],
    }


def _merge_address(account: Account, practitioner: Practitioner, now: datetime) -> str | None:
    if not permissions.can_merge_people(account, now):
        return None
    return f"{reverse('portal:merge_records')}?{urlencode({'kept': practitioner.national_id})}"


panels.register_panel(
    panels.Panel(key="numbers", template="admin/directory/numbers_panel.html", context=_show_numbers, rank=10)
)
panels.register_action(
    panels.Action(key="merge", label=gettext_lazy("Merge with another record"), address=_merge_address, rank=90)
)
portal.add_page("numeros/<int:identifier_id>/fin/", end_number, "end_number")
