"""The page of one request for production: who asks, what would change, why, what was said, and the three acts."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory import permissions as directory_permissions
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import Organization
from oidc import permissions, policy
from oidc.admin.review_words import COLOURS, MEMBERS
from oidc.library.registration import metadata_of
from oidc.models import ProductionRequest, RelyingParty, Service
from oidc.protocol.client_metadata import read_metadata
from oidc.protocol.comparing import Member, compare, hosts_elsewhere
from oidc.queries.resources import names_of_resources
from oidc.vocabulary import SCOPE_WORDS, Environment, RequestState

ROUTE: Final = "portal:oidc_productionrequest_changelist"


def find_request(request: HttpRequest, key: int) -> ProductionRequest:
    """One request, for those who see services. Raises Http404."""
    viewer = viewer_of(request)
    rows = permissions.requests_visible_to(viewer.account, viewer.now).prefetch_related("messages__author")
    found: ProductionRequest | None = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def show_request(
    request: HttpRequest,
    key: int,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. errors, typed: by act, when one was refused for its text."""
    viewer, found = viewer_of(request), find_request(request, key)
    service, asked = found.service, read_metadata(found.metadata)
    registered = {one.environment: one for one in _registered(service)}
    present = registered.get(Environment.PRODUCTION) if found.is_open else None
    may_review = permissions.may_review_services(viewer.account, viewer.now)
    may_decide = found.is_open and permissions.can_decide(viewer.account, found, viewer.now)
    context = {
        **portal.each_context(request),
        "title": service.name,
        "trail_above": [(_("Requests for production"), reverse(ROUTE))],
        "found": found,
        "colour": COLOURS[RequestState(found.state)] or "plain",
        "service": service,
        "structures": _structures(viewer, service),
        "team": service.members.select_related("account").order_by("joined_at", "pk"),
        "clients": _registered(service),
        "present": present,
        "members": [_in_words(one) for one in compare(metadata_of(present) if present else None, asked)],
        "reasons": [
            (what, words, found.reasons.get(what, ""))
            for what, words in [
                *((scope, SCOPE_WORDS[scope]) for scope in asked.scope),
                *names_of_resources(asked.allowed_resources),
            ]
        ],
        "elsewhere": hosts_elsewhere(service.website, (*asked.redirect_uris, *asked.post_logout_redirect_uris)),
        "may_decide": may_decide,
        "may_ask": may_decide and found.state == RequestState.SUBMITTED,
        "is_own": found.is_open and may_review and not may_decide,
        "errors": errors or {},
        "typed": typed or {},
        "longest": policy.LONGEST_TEXT,
    }
    return TemplateResponse(request, "admin/oidc/production_request.html", context, status=status)


def _registered(service: Service) -> QuerySet[RelyingParty]:
    return service.relying_parties.select_related("client").order_by("environment", "pk")


def _structures(viewer: Viewer, service: Service) -> list[tuple[Organization, str]]:
    """Those of the directory that have the SIRET of the service, with their pages where the viewer sees them."""
    if not service.siret:
        return []
    found = list(Organization.objects.filter(siret=service.siret).order_by("pk")[:5])
    visible = directory_permissions.organizations_visible_to(viewer.account, viewer.now)
    seen = set(visible.filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True))
    return [
        (one, reverse("portal:directory_organization_change", args=[one.pk]) if one.pk in seen else "") for one in found
    ]


def _in_words(member: Member) -> dict[str, Any]:
    """One member, called as people say it."""
    return {"label": MEMBERS.get(member.name, member.name), "member": member}
