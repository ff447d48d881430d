"""The page of one authority: how to call it, who acts for it, and what can be done with it."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from directory import permissions
from directory.admin.mandates.words import last_day
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import AuthorityKind, Mandate, RegistrationAuthority
from directory.workflows.authorities.closing import is_closable

MOST_HOLDERS = 50  # on the page; the list of mandates has them all


@dataclass(frozen=True)
class HolderLine:
    """One mandate in force. last_day: None where it runs."""

    mandate: Mandate
    last_day: date | None


def find_authority(request: HttpRequest, key: int) -> RegistrationAuthority:
    """The authority, for those who see it. Raises Http404."""
    viewer = viewer_of(request)
    rows = permissions.authorities_visible_to(viewer.account, viewer.now).select_related("organization")
    authority = rows.filter(pk=key).first()
    if authority is None:
        raise Http404
    return authority


def show_authority(request: HttpRequest, key: int) -> HttpResponse:
    """GET: the page."""
    viewer, authority = viewer_of(request), find_authority(request, key)
    account, now = viewer.account, viewer.now
    seen = permissions.mandates_visible_to(account, now).in_force(now)  # type: ignore[attr-defined]  # its manager's
    holders = seen.filter(authority=authority).select_related("account", "organization").order_by("valid_from", "pk")
    may_change = permissions.can_change_authority(account, authority, now)
    context = {
        **portal.each_context(request),
        "title": authority.name,
        "authority": authority,
        "holders": [HolderLine(one, last_day(one.valid_until)) for one in holders[:MOST_HOLDERS]],
        "most_holders": MOST_HOLDERS,
        "may_invite": bool(permissions.roles_to_give(account, authority, now)),
        "may_tell": permissions.can_tell_how_to_call(account, authority, now),
        "may_close": may_change and is_closable(authority),
        "may_open_council": may_change and authority.kind == AuthorityKind.ORDER and not authority.department_code,
    }
    return TemplateResponse(request, "admin/directory/authority.html", context)
