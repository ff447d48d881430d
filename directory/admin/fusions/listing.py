"""The fusions: the list, the page of one, and its undoing."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory import permissions
from directory.admin.base import NationalPageAdmin, column
from directory.admin.fusions.words import reason_of, told
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import account_of, viewer_of
from directory.errors import MergeRefused
from directory.models import Fusion
from directory.wording import merge_words
from directory.workflows import merging
from directory.workflows.merging.moves import Moves


@admin.register(Fusion, site=portal)
class FusionAdmin(NationalPageAdmin):
    """Fusions: operators and national auditors; others find nothing here."""

    scope = permissions.fusions_visible_to
    list_display = ("kept", "absorbed", "shown_reason", "made_by", "made_at", "shown_state")
    list_display_links = ("kept",)
    list_select_related = ("kept", "absorbed", "made_by")
    search_fields = ("kept__national_id__exact", "absorbed__national_id__exact")
    search_help_text = gettext_lazy("National number of one of both records")
    ordering = ("-made_at", "-pk")
    list_before_template = "admin/directory/fusion_list_head.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, below the way to merge two records."""
        return super().changelist_view(request, {"may_merge": _may_merge(request), **(extra_context or {})})

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return _show(request, _find(request, key))

    @column(description=gettext_lazy("Reason"))
    def shown_reason(self, fusion: Fusion) -> str:
        """Why."""
        return reason_of(fusion)

    @column(description=gettext_lazy("State"), label={"running": "success", "undone": "info"})
    def shown_state(self, fusion: Fusion) -> tuple[str, Any]:
        """In force, or undone."""
        return ("running", _("in force")) if fusion.undone_at is None else ("undone", _("undone"))


@require_POST
@strong_means_required
def undo_fusion(request: HttpRequest, fusion_id: int) -> HttpResponse:
    """POST: makes them two again. National operators, with a passkey shown lately."""
    if not _may_merge(request):
        raise Http404
    fusion = _find(request, fusion_id)
    try:
        merging.undo(account=account_of(request), fusion_id=fusion.pk, now=timezone.now())
    except MergeRefused as refusal:
        messages.error(request, merge_words(refusal))
    else:
        messages.success(request, _("The merge is undone: both records are as they were."))
    return redirect("portal:directory_fusion_change", fusion.pk)


def _may_merge(request: HttpRequest) -> bool:
    viewer = viewer_of(request)
    return permissions.can_merge_people(viewer.account, viewer.now)


def _find(request: HttpRequest, fusion_id: int) -> Fusion:
    viewer = viewer_of(request)
    rows = permissions.fusions_visible_to(viewer.account, viewer.now)
    fusion = rows.select_related("kept", "absorbed", "made_by", "undone_by").filter(pk=fusion_id).first()
    if fusion is None:
        raise Http404
    return fusion


def _show(request: HttpRequest, fusion: Fusion) -> HttpResponse:
    moves = Moves(**fusion.moved)
    context = {
        **portal.each_context(request),
        "title": _("Merged records"),
        "fusion": fusion,
        "reason": reason_of(fusion),
        "passed": told(moves.counts()),
        "stayed": told(moves.stays),
        "may_undo": fusion.undone_at is None and _may_merge(request),
    }
    return TemplateResponse(request, "admin/directory/fusion.html", context)


portal.add_page("rapprochements/<int:fusion_id>/defaire/", undo_fusion, "undo_fusion")
