"""The services that sign their users in: the list, and the page of each, with what its team says of it."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels
from directory.admin.base import OwnPageAdmin
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
    day,
    long_code,
    plain,
    register,
)
from directory.admin.plain_record import Fact, PlainRecord, at_instant, show_plain_record
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from oidc import permissions
from oidc.admin.sign_outs import deliveries_of
from oidc.admin.suspending import acts_on
from oidc.models import RelyingParty, Service
from oidc.protocol.client_keys import thumbprints_of
from oidc.vocabulary import Environment

PAGE: Final = "admin/oidc/relying_party.html"
ROUTE: Final = "portal:oidc_relyingparty_changelist"
_REQUESTS: Final = 10  # shown of a service, the latest first
COLOURS: Final = {Environment.SANDBOX: "warning", Environment.PRODUCTION: "info"}
_STATES: Final = [
    ("open", gettext_lazy("open")),
    ("suspended", gettext_lazy("suspended")),
    ("closed", gettext_lazy("closed")),
]
_OF_STATE: Final = {
    "open": Q(is_active=True),
    "suspended": Q(is_active=False) & ~Q(suspended_reason=""),
    "closed": Q(is_active=False, suspended_reason=""),
}
_WHOM: Final = {
    Environment.SANDBOX: gettext_lazy("This service signs in test people only."),
    Environment.PRODUCTION: gettext_lazy("This service signs in real people only."),
}


def _rows(viewer: Viewer) -> QuerySet[RelyingParty]:
    return permissions.relying_parties_visible_to(viewer.account, viewer.now)


def _narrow(rows: QuerySet[RelyingParty], kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    if kept["q"]:
        rows = rows.filter(Q(client__name__icontains=kept["q"]) | Q(client__client_id=kept["q"]))
    if kept["environment"]:
        rows = rows.filter(environment=kept["environment"])
    if kept["state"]:
        rows = rows.filter(_OF_STATE[kept["state"]])
    return Narrowed(rows)


def _environment(service: RelyingParty) -> Cell:
    """Whom it may sign in, in its colour."""
    return badge(COLOURS[Environment(service.environment)], service.get_environment_display())


def _state(service: RelyingParty) -> Cell:
    if service.is_active:
        return badge("success", gettext_lazy("open"))
    return badge("danger", gettext_lazy("suspended") if service.suspended_reason else gettext_lazy("closed"))


SERVICE_LIST: Final = register(
    Listed(
        key="services",
        route=ROUTE,
        title=gettext_lazy("Services"),
        rows=_rows,
        narrow=_narrow,
        order=Order((("client__name", Kind.TEXT), ("pk", Kind.NUMBER))),
        search=Search(gettext_lazy("Name or client identifier")),
        choices=(
            Choice("environment", gettext_lazy("Environment"), lambda viewer: [*Environment.choices]),
            Choice("state", gettext_lazy("State"), lambda viewer: [*_STATES]),
        ),
        columns=(
            Column(gettext_lazy("Service"), lambda row: plain(row.name)),
            Column(gettext_lazy("Client identifier"), lambda row: long_code(row.public_id)),
            Column(gettext_lazy("Environment"), _environment),
            Column(gettext_lazy("State"), _state),
            Column(gettext_lazy("Registered on"), lambda row: day(row.created_at)),
        ),
        address=lambda row: reverse("portal:oidc_relyingparty_change", args=[row.pk]),
        empty=gettext_lazy(
            "Services come here once their teams, or the command of the operator’s guide, register them."
        ),
        may_see=lambda viewer: permissions.may_see_services(viewer.account, viewer.now),
    )
)


@admin.register(RelyingParty, site=portal)
class RelyingPartyAdmin(OwnList, OwnPageAdmin):
    """Services, without their secrets, which nobody can read."""

    scope = permissions.relying_parties_visible_to
    listed = SERVICE_LIST

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only those who may see services find the list."""
        return super().has_module_permission(request) and SERVICE_LIST.may_see(viewer_of(request))

    def record_page(self, request: HttpRequest, key: int) -> HttpResponse:
        """A page of its own."""
        viewer = viewer_of(request)
        client = _rows(viewer).select_related("service").filter(pk=key).first()
        if client is None:
            raise Http404
        more = {"client": client, "act": acts_on(viewer, client), "deliveries": deliveries_of(client)}
        return show_plain_record(request, _record(client), template=PAGE, **more, **_described(client.service))


def _proofs(service: RelyingParty) -> list[Fact]:
    """Its keys by their thumbprints, where it publishes them, and the subject of its certificate."""
    thumbprints = thumbprints_of(service.jwks.get("keys", []))
    told = [(_("Key that proves it"), one) for one in thumbprints]
    told += [
        (_("Address of its keys"), service.jwks_uri),
        (_("Subject of its certificate"), service.tls_client_auth_subject_dn),
    ]
    return [Fact(word, value, is_code=True) for word, value in told if value]


def _record(service: RelyingParty) -> PlainRecord:
    state, environment = _state(service), _environment(service)
    closed = [] if service.is_active else [_("It is closed: nobody signs in to it.")]
    if service.suspended_reason:
        closed = [_("It is suspended, nobody signs in to it: %(why)s") % {"why": service.suspended_reason}]
    facts: list[Fact] = [
        Fact(_("Client identifier"), service.public_id, is_code=True),
        Fact(_("Client authentication"), service.get_token_endpoint_auth_method_display()),
        *_proofs(service),
        Fact(_("Signature of the id_token"), service.id_token_signed_response_alg, is_code=True),
        *(
            Fact(_("Signature of userinfo"), signed, is_code=True)
            for signed in [service.userinfo_signed_response_alg]
            if signed
        ),
        *(Fact(_("Resource server"), resource, is_code=True) for resource in service.allowed_resources),
        Fact(_("Subjects"), service.get_subject_type_display()),
        Fact(_("Address told of sign-outs"), service.backchannel_logout_uri, is_code=True),
        *(Fact(_("Return address"), address, is_code=True) for address in service.client.redirect_uris),
        Fact(_("Page before the code"), service.get_sign_in_page_display()),
        *(Fact(_("Situation of exercise"), words) for words in [_("asked at sign-in")] if service.ask_situation),
        *(Fact(_("Screens"), words) for words in [_("shared workstations")] if service.shared_workstation),
        Fact(_("Scopes"), " ".join(service.client.scope), is_code=True),
        Fact(_("Registered on"), at_instant(service.created_at)),
    ]
    badges: list[tuple[str, Any]] = [(environment.colour, environment.words), (state.colour, state.words)]
    return PlainRecord(
        title=service.name,
        list_route=ROUTE,
        list_title=_("Services"),
        sentences=[_WHOM[Environment(service.environment)], *closed],
        facts=facts,
        badges=badges,
    )


def _described(service: Service | None) -> dict[str, Any]:
    """What its team says of it, who they are, and what they asked; nothing of one that the command registered."""
    if service is None:
        return {"described": None}
    return {
        "described": service,
        "team": service.members.select_related("account").order_by("joined_at", "pk"),
        "siblings": service.relying_parties.select_related("client").order_by("environment", "pk"),
        "requests": service.production_requests.order_by("-submitted_at", "-pk")[:_REQUESTS],
    }


panels.register_entry(
    panels.Entry(
        key="services",
        label=gettext_lazy("Services"),
        icon="apps",
        address=ROUTE,
        may_see=permissions.may_see_services,
        rank=300,
    )
)
