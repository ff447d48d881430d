"""The page of one mandate: who holds it, from whom, until when, and all that hangs from it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import permissions
from directory.admin.mandates.words import last_day, state_of
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import Mandate
from directory.policy import TERMS_VERSION
from directory.workflows.mandates.chain import hanging_from


@dataclass(frozen=True)
class ChainLine:
    """One mandate of a chain. address: of its page, empty where the viewer does not see it; depth: below the first."""

    mandate: Mandate
    state: tuple[str, object]
    address: str
    depth: int


def find_mandate(request: HttpRequest, key: int) -> Mandate:
    """The mandate, for those who see it. Raises Http404."""
    viewer = viewer_of(request)
    rows = permissions.mandates_visible_to(viewer.account, viewer.now).select_related(
        "account", "authority__organization", "organization", "given_from", "granted_by", "ended_by"
    )
    mandate = rows.filter(pk=key).first()
    if mandate is None:
        raise Http404
    return mandate


def show_mandate(request: HttpRequest, key: int) -> HttpResponse:
    """GET: the page."""
    viewer, mandate = viewer_of(request), find_mandate(request, key)
    is_running = mandate.valid_until is None or mandate.valid_until > viewer.now
    may_end = is_running and permissions.can_end(viewer.account, mandate, viewer.now)
    is_own = mandate.account_id == viewer.account.pk
    context = {
        **portal.each_context(request),
        "title": _("Mandate: %(name)s") % {"name": mandate.account},
        "mandate": mandate,
        "state": state_of(mandate, viewer.now),
        "last_day": last_day(mandate.valid_until),
        "terms_are_current": mandate.terms_version == TERMS_VERSION,
        "chain": chain_of(mandate, viewer),
        "sees_authority": permissions.authorities_visible_to(viewer.account, viewer.now)
        .filter(pk=mandate.authority_id)
        .exists(),
        "may_end": may_end,
        "may_extend": may_end and not is_own and mandate.valid_until is not None,
    }
    return TemplateResponse(request, "admin/directory/mandate.html", context)


def chain_of(mandate: Mandate, viewer: Viewer) -> list[ChainLine]:
    """From the first mandate down to this one, then all that hangs from it; ended ones only above."""
    above: list[Mandate] = []
    step = mandate.given_from
    while step is not None and len(above) < 10:
        step = Mandate.objects.select_related("account", "given_from", "organization").get(pk=step.pk)
        above.insert(0, step)
        step = step.given_from
    below = hanging_from(mandate, viewer.now)
    keys = [one.pk for one in (*above, *below)]
    visible = permissions.mandates_visible_to(viewer.account, viewer.now).filter(pk__in=keys)
    seen = {*visible.values_list("pk", flat=True), mandate.pk}
    depths = {one.pk: depth for depth, one in enumerate((*above, mandate))}
    for one in below:
        depths[one.pk] = depths[one.given_from_id or mandate.pk] + 1
    ordered = [*above, mandate, *_in_order(below, mandate.pk)]
    return [_line(one, viewer.now, is_seen=one.pk in seen, depth=depths[one.pk]) for one in ordered]


def _in_order(below: list[Mandate], key: int) -> list[Mandate]:
    """Each followed by what hangs from it."""
    found: list[Mandate] = []
    for one in below:
        if one.given_from_id == key:
            found += [one, *_in_order(below, one.pk)]
    return found


def _line(mandate: Mandate, now: datetime, *, is_seen: bool, depth: int) -> ChainLine:
    address = reverse("portal:directory_mandate_change", args=[mandate.pk]) if is_seen else ""
    return ChainLine(mandate=mandate, state=state_of(mandate, now), address=address, depth=min(depth, 4))
