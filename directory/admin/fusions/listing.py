"""The fusions: the list, the page of one, and its undoing."""

from typing import Final

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory import permissions, queries
from directory.admin.base import NationalPageAdmin
from directory.admin.fusions.words import reason_of, told
from directory.admin.listing import (
    Cell,
    Choice,
    Column,
    Kind,
    Listed,
    Narrowed,
    Order,
    OwnList,
    Search,
    badge,
    instant,
    plain,
    register,
)
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import Viewer, account_of, viewer_of
from directory.errors import MergeRefused
from directory.models import Fusion
from directory.wording import merge_words
from directory.workflows import merging
from directory.workflows.merging.moves import Moves

_STATES: Final = {"running": gettext_lazy("in force"), "undone": gettext_lazy("undone")}


def _state(fusion: Fusion) -> Cell:
    name = "running" if fusion.undone_at is None else "undone"
    return badge("success" if name == "running" else "info", _STATES[name])


def _rows(viewer: Viewer) -> QuerySet[Fusion]:
    return permissions.fusions_visible_to(viewer.account, viewer.now).select_related("kept", "absorbed", "made_by")


def _narrow(rows: QuerySet[Fusion], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    if kept["q"]:
        people = queries.people_called(kept["q"])
        rows = rows.filter(Q(kept__in=people) | Q(absorbed__in=people))
    if kept["state"]:
        rows = rows.filter(undone_at__isnull=kept["state"] == "running")
    return Narrowed(rows)


FUSION_LIST: Final = register(
    Listed(
        key="fusions",
        route="portal:directory_fusion_changelist",
        title=gettext_lazy("Merged records"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("made_at", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True),
        search=Search(gettext_lazy("National number, or name")),
        choices=(Choice("state", gettext_lazy("State"), lambda viewer: [*_STATES.items()]),),
        columns=(
            Column(gettext_lazy("Record kept"), lambda row: plain(str(row.kept))),
            Column(gettext_lazy("Record absorbed"), lambda row: plain(str(row.absorbed))),
            Column(gettext_lazy("Reason"), lambda row: plain(reason_of(row))),
            Column(gettext_lazy("Merged by"), lambda row: plain(row.made_by and str(row.made_by))),
            Column(gettext_lazy("Merged on"), lambda row: instant(row.made_at)),
            Column(gettext_lazy("State"), _state),
        ),
        address=lambda row: reverse("portal:directory_fusion_change", args=[row.pk]),
        empty=gettext_lazy("Two records of one person are made one here; each merge is kept, and can be undone."),
        may_see=lambda viewer: viewer.reads_audit,
        above="admin/directory/fusion_list_head.html",
        more=lambda request: {"may_merge": _may_merge(request)},
    )
)


@admin.register(Fusion, site=portal)
class FusionAdmin(OwnList, NationalPageAdmin):
    """Fusions: operators and national auditors; others find nothing here."""

    scope = permissions.fusions_visible_to
    listed = FUSION_LIST

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        return _show(request, _find(request, key))


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
