"""The activations of the people whom the account sees: the list, and the page of each; decoys are nobody's."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activation import permissions
from activation.admin.cards import narrow_to_person
from activation.admin.standing import standing_of
from activation.models import ActivationRequest
from activation.vocabulary import ActivationMode, ActivationState
from directory import panels
from directory import permissions as directory_permissions
from directory.admin.base import RecordAdmin
from directory.admin.listing import (
    Cell,
    Choice,
    Column,
    Kind,
    Listed,
    Order,
    OwnList,
    Search,
    badge,
    code,
    instant,
    plain,
    register,
)
from directory.admin.plain_record import Fact, PlainRecord, at_instant, person_facts, show_plain_record
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of

ROUTE: Final = "portal:activation_activationrequest_changelist"
COLOURS: Final = {
    ActivationState.OPEN: "info",
    ActivationState.CONFIRMED: "info",
    ActivationState.COMPLETED: "success",
    ActivationState.CANCELLED: "warning",
    ActivationState.EXPIRED: "warning",
    ActivationState.LOCKED: "danger",
}


def _rows(viewer: Viewer) -> QuerySet[ActivationRequest]:
    rows = ActivationRequest.objects.select_related("practitioner")
    return directory_permissions.rows_of_people(rows, viewer.searchable)


ACTIVATION_LIST: Final = register(
    Listed(
        key="activations",
        route=ROUTE,
        title=gettext_lazy("Activations"),
        rows=_rows,
        narrow=lambda rows, kept, viewer: narrow_to_person(rows, kept, {"state": "state", "mode": "mode"}),
        order=Order((("opened_at", Kind.INSTANT), ("pk", Kind.UUID)), is_descending=True),
        search=Search(gettext_lazy("National number, or name")),
        choices=(
            Choice("state", gettext_lazy("State"), lambda viewer: [*ActivationState.choices]),
            Choice("mode", gettext_lazy("Way"), lambda viewer: [*ActivationMode.choices]),
        ),
        columns=(
            Column(gettext_lazy("Person"), lambda row: plain(row.practitioner.display_name)),
            Column(gettext_lazy("National number"), lambda row: code(row.practitioner.national_id)),
            Column(gettext_lazy("Way"), lambda row: plain(row.get_mode_display())),
            Column(gettext_lazy("State"), lambda row: state_of(row)),
            Column(gettext_lazy("Wrong codes"), lambda row: plain(row.attempt_count)),
            Column(gettext_lazy("Opened on"), lambda row: instant(row.opened_at)),
            Column(gettext_lazy("Completed on"), lambda row: instant(row.completed_at)),
        ),
        address=lambda row: reverse("portal:activation_activationrequest_change", args=[row.pk]),
        empty=gettext_lazy("What people do to activate an e-CPS is followed here, from the first code to the PIN."),
    )
)


def state_of(row: ActivationRequest) -> Cell:
    """The state, in its colour."""
    return badge(COLOURS[ActivationState(row.state)], row.get_state_display())


@admin.register(ActivationRequest, site=portal)
class ActivationRequestAdmin(OwnList, RecordAdmin):
    """The activations of the people whom the account sees."""

    scope = permissions.requests_visible_to
    listed = ACTIVATION_LIST
    related = ("practitioner", "handed_over_by")

    def show(self, request: HttpRequest, row: Any) -> HttpResponse:
        """A page of our own."""
        return show_plain_record(request, _record(viewer_of(request), row))


def _record(viewer: Viewer, row: ActivationRequest) -> PlainRecord:
    if row.practitioner is None:
        raise TypeError("a decoy is nobody's, and has no page")
    person = person_facts(viewer, row.practitioner, _("Person"), _("National number"))
    standing = standing_of(row, viewer.now)
    made = reverse("portal:activation_virtualcard_change", args=[row.card_id]) if row.card_id else ""
    facts = [
        *person,
        Fact(_("Way"), standing.mode),
        Fact(_("Handed over by"), str(row.handed_over_by or "")),
        *(Fact(words, at_instant(at)) for words, at in standing.steps),
        Fact(_("Open until"), at_instant(row.expires_at) if standing.is_open else ""),
        Fact(_("Wrong codes"), row.attempt_count),
        Fact(_("Sendings"), row.sending_count),
        Fact(_("e-CPS made"), _("open its page") if made else "", made),
    ]
    return PlainRecord(
        title=_("Activation by %(person)s") % {"person": row.practitioner.display_name},
        list_route=ROUTE,
        list_title=_("Activations"),
        sentences=[standing.why or _("The person chose a PIN: the e-CPS works on their phone.")],
        facts=facts,
        badges=[(standing.badge or "plain", standing.state)],
        acts=[(_("Record of the person"), person[0].address)] if person[0].address else [],
    )


panels.register_entry(
    panels.Entry(
        key="activations",
        label=gettext_lazy("Activations"),
        icon="phonelink_setup",
        address=ROUTE,
        may_see=permissions.may_see_cards,
        rank=210,
    )
)
