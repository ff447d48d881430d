"""The services that sign their users in; read here, registered by the command."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory import panels
from directory.admin.base import ScopedModelAdmin, column
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from oidc import permissions
from oidc.models import RelyingParty

ROUTE = "portal:oidc_relyingparty_changelist"


@admin.register(RelyingParty, site=portal)
class RelyingPartyAdmin(ScopedModelAdmin):
    """Services, without their secrets, which nobody can read."""

    scope = permissions.relying_parties_visible_to
    list_display = ("shown_name", "shown_client_id", "shown_environment", "shown_state", "created_at")
    list_filter = ("environment", "is_active")
    search_fields = ("client__name", "client__client_id__exact")
    list_select_related = ("client",)
    ordering = ("client__name", "pk")
    fields = (
        "shown_name",
        "shown_client_id",
        "environment",
        "shown_addresses",
        "shown_scopes",
        "token_endpoint_auth_method",
        "id_token_signed_response_alg",
        "is_active",
        "created_at",
    )
    readonly_fields = ("shown_name", "shown_client_id", "shown_addresses", "shown_scopes")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Only those who may see services find the list."""
        viewer = viewer_of(request)
        return super().has_module_permission(request) and permissions.may_see_services(viewer.account, viewer.now)

    @column(description=_("Service"), ordering="client__name")
    def shown_name(self, service: RelyingParty) -> str:
        """What people read on the sign-in page."""
        return service.name

    @column(description=_("Client identifier"))
    def shown_client_id(self, service: RelyingParty) -> str:
        """The `client_id` of the protocol."""
        return service.public_id

    @column(description=_("Environment"), label={"sandbox": "warning", "production": "info"})
    def shown_environment(self, service: RelyingParty) -> tuple[str, Any]:
        """Whom it may sign in, in its colour."""
        return service.environment, service.get_environment_display()

    @column(description=_("State"), label={"open": "success", "closed": "danger"})
    def shown_state(self, service: RelyingParty) -> tuple[str, Any]:
        """Open, or not."""
        return ("open", _("open")) if service.is_active else ("closed", _("closed"))

    @column(description=_("Return addresses"))
    def shown_addresses(self, service: RelyingParty) -> str:
        """Where answers may go."""
        return ", ".join(service.client.redirect_uris)

    @column(description=_("Scopes"))
    def shown_scopes(self, service: RelyingParty) -> str:
        """What it may ask for."""
        return " ".join(service.client.scope)


panels.register_entry(
    panels.Entry(
        key="services",
        label=_("Services"),
        icon="apps",
        address=ROUTE,
        may_see=permissions.may_see_services,
        rank=300,
    )
)
