"""The e-CPS of the people whom the account sees: the list, and the page of each; no secret among what they show."""

from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activation import permissions
from activation.models import VirtualCard
from activation.vocabulary import ActivationMode, CardState
from directory import panels
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.admin.base import RecordAdmin
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
    code,
    instant,
    plain,
    register,
)
from directory.admin.plain_record import Fact, PlainRecord, at_instant, person_facts, show_plain_record
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of

ROUTE: Final = "portal:activation_virtualcard_changelist"
COLOURS: Final = {
    CardState.ACTIVE: "success",
    CardState.LOCKED: "danger",
    CardState.SUSPENDED: "warning",
    CardState.REVOKED: "danger",
    CardState.EXPIRED: "info",
}
_SENTENCES: Final = {
    CardState.ACTIVE: gettext_lazy("The person signs in with it."),
    CardState.LOCKED: gettext_lazy("Three wrong PINs in a row: it cannot be used again. The person activates another."),
    CardState.SUSPENDED: gettext_lazy("An authority laid it to rest, and can let it work again."),
    CardState.REVOKED: gettext_lazy("It is ended for good. The person may activate another."),
    CardState.EXPIRED: gettext_lazy("Its time is over. The person may activate another."),
}


def narrow_to_person(rows: QuerySet[Any], kept: dict[str, str], columns: dict[str, str]) -> Narrowed:
    """Rows that hang from the person who is looked for, with these values. columns: by names of filters."""
    asked = {column: kept[name] for name, column in columns.items() if kept[name]}
    rows = rows.filter(**asked)
    if not kept["q"]:
        return Narrowed(rows)
    return Narrowed(rows.filter(practitioner__in=directory_queries.people_called(kept["q"])))


def _rows(viewer: Viewer) -> QuerySet[VirtualCard]:
    return directory_permissions.rows_of_people(VirtualCard.objects.select_related("practitioner"), viewer.searchable)


CARD_LIST: Final = register(
    Listed(
        key="cards",
        route=ROUTE,
        title=gettext_lazy("e-CPS"),
        rows=_rows,
        narrow=lambda rows, kept, viewer: narrow_to_person(rows, kept, {"state": "state", "mode": "activation_mode"}),
        order=Order((("created_at", Kind.INSTANT), ("pk", Kind.UUID)), is_descending=True),
        search=Search(gettext_lazy("National number, or name")),
        choices=(
            Choice("state", gettext_lazy("State"), lambda viewer: [*CardState.choices]),
            Choice("mode", gettext_lazy("Activated by"), lambda viewer: [*ActivationMode.choices]),
        ),
        columns=(
            Column(gettext_lazy("Person"), lambda row: plain(row.practitioner.display_name)),
            Column(gettext_lazy("National number"), lambda row: code(row.practitioner.national_id)),
            Column(gettext_lazy("Phone"), lambda row: plain(row.device_name)),
            Column(gettext_lazy("State"), lambda row: state_of(row)),
            Column(gettext_lazy("Activated by"), lambda row: plain(row.get_activation_mode_display())),
            Column(gettext_lazy("Activated on"), lambda row: instant(row.created_at)),
            Column(gettext_lazy("Last use"), lambda row: instant(row.last_used_at)),
        ),
        address=lambda row: reverse("portal:activation_virtualcard_change", args=[row.pk]),
        empty=gettext_lazy("An e-CPS appears here once its holder has activated it on a phone."),
    )
)


def state_of(card: VirtualCard) -> Cell:
    """The state, in its colour."""
    return badge(COLOURS[CardState(card.state)], card.get_state_display())


@admin.register(VirtualCard, site=portal)
class VirtualCardAdmin(OwnList, RecordAdmin):
    """The e-CPS of the people whom the account sees."""

    scope = permissions.cards_visible_to
    listed = CARD_LIST
    related = ("practitioner__authority",)

    def show(self, request: HttpRequest, row: Any) -> HttpResponse:
        """A page of our own."""
        return show_plain_record(request, _record(viewer_of(request), row))


def _record(viewer: Viewer, card: VirtualCard) -> PlainRecord:
    person = person_facts(viewer, card.practitioner, _("Person"), _("National number"))
    state = state_of(card)
    sentences: list[Any] = [_SENTENCES[CardState(card.state)]]
    if card.usable_from > viewer.now and not card.ended_at:
        waits = _("It works from %(at)s: another e-CPS of this person was in use lately.")
        sentences = [waits % {"at": at_instant(card.usable_from)}]
    facts = [
        *person,
        Fact(_("Phone"), card.device_name),
        Fact(_("Platform"), card.device_platform),
        Fact(_("Version of the application"), card.app_version),
        Fact(_("Activated by"), card.get_activation_mode_display()),
        Fact(_("Activated on"), at_instant(card.created_at)),
        Fact(_("Valid until"), at_instant(card.expires_at)),
        Fact(_("Last use"), at_instant(card.last_used_at)),
        Fact(_("Wrong PINs in a row"), card.wrong_pin_count),
        Fact(_("Ended on"), at_instant(card.ended_at)),
        Fact(_("Why it ended"), card.get_end_reason_display() if card.end_reason else ""),
    ]
    return PlainRecord(
        title=_("e-CPS of %(person)s") % {"person": card.practitioner.display_name},
        list_route=ROUTE,
        list_title=_("e-CPS"),
        sentences=sentences,
        facts=facts,
        badges=[(state.colour, state.words)],
        acts=_acts(viewer, card, person[0].address),
    )


def _acts(viewer: Viewer, card: VirtualCard, address: str) -> list[tuple[Any, str]]:
    """What may be done with it, for the authority of the person; and the way to them, where the rest is done."""
    acts: list[tuple[Any, str]] = [(_("Record of the person"), address)] if address else []
    is_over = card.ended_at is not None or card.expires_at <= viewer.now
    if is_over or not directory_permissions.can_decide_contacts(viewer.account, card.practitioner, viewer.now):
        return acts
    if card.state == CardState.ACTIVE:
        acts.append((_("Suspend"), reverse("portal:suspend_card", args=[card.pk])))
    return [*acts, (_("Revoke"), reverse("portal:revoke_card", args=[card.pk]))]


panels.register_entry(
    panels.Entry(
        key="cards",
        label=gettext_lazy("e-CPS"),
        icon="credit_card",
        address=ROUTE,
        may_see=permissions.may_see_cards,
        rank=200,
    )
)
