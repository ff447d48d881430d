"""The page of one application: what it may read, its keys, and what can be done with them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import permissions
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import ApiClient, ApiKey

ROUTE = "portal:directory_apiclient_changelist"  # of the list


@dataclass(frozen=True)
class KeyLine:
    """One key, without itself. state: running, expired or revoked."""

    key: ApiKey
    state: str
    words: str


def manages(request: HttpRequest) -> bool:
    """Whether this account may do more than look."""
    viewer = viewer_of(request)
    return permissions.can_manage_api_clients(viewer.account, viewer.now)


def find_client(request: HttpRequest, client_id: int) -> ApiClient:
    """The application, for those who may see it. Raises Http404."""
    viewer = viewer_of(request)
    client = permissions.api_clients_visible_to(viewer.account, viewer.now).filter(pk=client_id).first()
    if client is None:
        raise Http404
    return client


def show_client(request: HttpRequest, client: ApiClient, *, secret: str = "") -> HttpResponse:
    """The page. secret: a key that was just made, shown this once."""
    context = {
        **portal.each_context(request),
        "title": client.name,
        "trail_above": [(_("Applications of the API"), reverse(ROUTE))],
        "client": client,
        "keys": _keys_of(request, client),
        "may_manage": manages(request),
        "secret": secret,
    }
    return TemplateResponse(request, "admin/directory/api_client.html", context)


def _keys_of(request: HttpRequest, client: ApiClient) -> list[KeyLine]:
    now = viewer_of(request).now
    lines = []
    for key in client.keys.order_by("-created_at", "-pk"):
        if key.revoked_at is not None:
            lines.append(KeyLine(key, "revoked", _("revoked")))
        elif key.expires_at is not None and key.expires_at <= now:
            lines.append(KeyLine(key, "expired", _("expired")))
        else:
            lines.append(KeyLine(key, "running", _("in force")))
    return lines
