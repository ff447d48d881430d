"""Cards and activations as the portal lists them: read here, never written, and no secret among the columns."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from activation import permissions
from activation.models import ActivationRequest, VirtualCard
from directory import panels
from directory.admin.base import ScopedModelAdmin, column
from directory.admin.site import portal

CARD_COLOURS = {
    "ACTIVE": "success",
    "LOCKED": "danger",
    "SUSPENDED": "warning",
    "REVOKED": "danger",
    "EXPIRED": "info",
}
REQUEST_COLOURS = {
    "OPEN": "info",
    "CONFIRMED": "info",
    "COMPLETED": "success",
    "CANCELLED": "warning",
    "EXPIRED": "warning",
    "LOCKED": "danger",
}


@admin.register(VirtualCard, site=portal)
class VirtualCardAdmin(ScopedModelAdmin):
    """The e-CPS of the people whom the account sees."""

    scope = permissions.cards_visible_to
    list_display = ("practitioner", "device_name", "shown_state", "activation_mode", "created_at", "last_used_at")
    list_filter = ("state", "activation_mode")
    search_fields = ("practitioner__national_id__exact", "practitioner__entry__family_key")
    search_help_text = _("National number or name")
    list_select_related = ("practitioner",)
    ordering = ("-created_at", "-pk")
    fields = (
        "practitioner",
        "state",
        "device_name",
        "device_platform",
        "app_version",
        "activation_mode",
        "created_at",
        "usable_from",
        "expires_at",
        "last_used_at",
        "wrong_pin_count",
        "ended_at",
        "end_reason",
    )

    @column(description=_("State"), label=CARD_COLOURS)
    def shown_state(self, card: VirtualCard) -> tuple[str, Any]:
        """The state, in its colour."""
        return card.state, card.get_state_display()


@admin.register(ActivationRequest, site=portal)
class ActivationRequestAdmin(ScopedModelAdmin):
    """The activations of the people whom the account sees."""

    scope = permissions.requests_visible_to
    list_display = (
        "practitioner",
        "mode",
        "shown_state",
        "attempt_count",
        "sending_count",
        "opened_at",
        "completed_at",
    )
    list_filter = ("state", "mode")
    search_fields = ("practitioner__national_id__exact", "practitioner__entry__family_key")
    search_help_text = _("National number or name")
    list_select_related = ("practitioner",)
    ordering = ("-opened_at", "-pk")
    fields = (
        "practitioner",
        "mode",
        "state",
        "attempt_count",
        "sending_count",
        "opened_at",
        "expires_at",
        "confirmed_at",
        "completed_at",
    )

    @column(description=_("State"), label=REQUEST_COLOURS)
    def shown_state(self, request: ActivationRequest) -> tuple[str, Any]:
        """The state, in its colour."""
        return request.state, request.get_state_display()


panels.register_entry(
    panels.Entry(
        key="cards",
        label=_("e-CPS"),
        icon="credit_card",
        address="portal:activation_virtualcard_changelist",
        may_see=permissions.may_see_cards,
        rank=200,
    )
)
panels.register_entry(
    panels.Entry(
        key="activations",
        label=_("Activations"),
        icon="phonelink_setup",
        address="portal:activation_activationrequest_changelist",
        may_see=permissions.may_see_cards,
        rank=210,
    )
)
