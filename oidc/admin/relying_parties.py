"""The services that sign their users in: the list, and the page of each; read here, registered by the command."""

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
from oidc.models import RelyingParty
from oidc.vocabulary import Environment

PAGE: Final = "admin/oidc/service.html"
ROUTE: Final = "portal:oidc_relyingparty_changelist"
COLOURS: Final = {Environment.SANDBOX: "warning", Environment.PRODUCTION: "info"}
_STATES: Final = [("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))]
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
        rows = rows.filter(is_active=kept["state"] == "open")
    return Narrowed(rows)


def _environment(service: RelyingParty) -> Cell:
    """Whom it may sign in, in its colour."""
    return badge(COLOURS[Environment(service.environment)], service.get_environment_display())


def _state(service: RelyingParty) -> Cell:
    return badge("success", gettext_lazy("open")) if service.is_active else badge("danger", gettext_lazy("closed"))


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
        empty=gettext_lazy("Services that sign their users in are registered by the command of the operator's guide."),
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
        service = _rows(viewer_of(request)).filter(pk=key).first()
        if service is None:
            raise Http404
        return show_plain_record(request, _record(service), template=PAGE, deliveries=deliveries_of(service))


def _record(service: RelyingParty) -> PlainRecord:
    state, environment = _state(service), _environment(service)
    closed = [] if service.is_active else [_("It is closed: nobody signs in to it.")]
    facts: list[Fact] = [
        Fact(_("Client identifier"), service.public_id, is_code=True),
        Fact(_("Client authentication"), service.get_token_endpoint_auth_method_display()),
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
