"""The e-CPS on a person's record, and in the day of who registers people."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from activation import permissions
from activation.models import VirtualCard
from activation.vocabulary import ActivationMode, CardEndReason, CardState
from directory import panels
from directory import queries as directory_queries
from directory.admin.detail_words import register_details
from directory.admin.messages.words import register_events
from directory.admin.sentences import register_sentences
from directory.admin.trail import register_words
from directory.models import Account, Practitioner

MOST_WORKING = 1_000  # cards that the day counts
_BADGES = {CardState.ACTIVE: "success", CardState.SUSPENDED: "warning", CardState.LOCKED: "danger"}


def _show_cards(account: Account, practitioner: Practitioner, now: datetime) -> Mapping[str, object] | None:
    """The person's cards, and why none can be activated when that is so."""
    return {
        "cards": [_line(card) for card in permissions.cards_of(account, practitioner, now)],
        "is_eligible": directory_queries.is_eligible(practitioner.pk, now),
        "is_reachable": directory_queries.can_be_reached(practitioner.pk, now),
    }


def _line(card: VirtualCard) -> dict[str, object]:
    return {
        "device": card.device_name,
        "state": card.get_state_display(),
        "badge": _BADGES.get(CardState(card.state), ""),
        "created_at": card.created_at,
        "last_used_at": card.last_used_at,
        "end_reason": card.get_end_reason_display() if card.end_reason else "",
        "ended_at": card.ended_at,
    }


def _count_working(account: Account, now: datetime) -> int:
    """Working cards of the people whom the account sees; a nation's are not counted at each visit."""
    visible = permissions.cards_visible_to(account, now)
    working = VirtualCard.objects.working(now).filter(pk__in=visible.values("pk"))
    return len(working.values_list("pk", flat=True)[: MOST_WORKING + 1])


panels.register_panel(
    panels.Panel(key="cards", template="admin/activation/cards_panel.html", context=_show_cards, rank=50)
)
panels.register_figure(
    panels.Figure(
        key="cards",
        label=_("Working e-CPS"),
        count=_count_working,
        address="/portail/activation/virtualcard/",
        rank=50,
        at_most=MOST_WORKING,
    )
)
register_words(
    {
        "activation.opened": _("e-CPS activation asked for"),
        "activation.code_refused": _("Wrong activation code"),
        "activation.confirmed": _("Both activation codes confirmed"),
        "activation.bound": _("e-CPS activated"),
        "activation.invited": _("Invited to activate an e-CPS"),
        "activation.pin_refused": _("Wrong PIN"),
        "activation.pin_changed": _("PIN changed"),
        "activation.card_locked": _("e-CPS locked"),
        "activation.card_revoked": _("e-CPS revoked"),
        "activation.card_suspended": _("e-CPS suspended"),
        "activation.card_resumed": _("e-CPS suspension lifted"),
    },
    reasons={reason.value: reason.label for reason in CardEndReason},
)
register_sentences(
    {
        "activation.opened": _("%(person)s asked for the activation of an e-CPS."),
        "activation.code_refused": _("A wrong activation code was typed for %(person)s."),
        "activation.confirmed": _("%(person)s confirmed both activation codes."),
        "activation.bound": _("%(person)s activated an e-CPS."),
        "activation.invited": _("%(person)s was invited to activate an e-CPS."),
        "activation.pin_refused": _("A wrong PIN was typed on the e-CPS of %(person)s."),
        "activation.pin_changed": _("%(person)s changed the PIN of their e-CPS."),
        "activation.card_locked": _("The e-CPS of %(person)s was locked by wrong PINs."),
        "activation.card_revoked": _("%(who)s revoked an e-CPS of %(person)s."),
        "activation.card_suspended": _("%(who)s suspended an e-CPS of %(person)s."),
        "activation.card_resumed": _("%(who)s lifted the suspension of an e-CPS of %(person)s."),
    }
)
register_events(
    {
        "activation_invitation": _("Invitation to activate an e-CPS"),
        "activation_codes": _("Codes that activate an e-CPS"),
        "activation_done": _("Notice of an activated e-CPS"),
        "activation_card_locked": _("Notice of a locked e-CPS"),
        "activation_card_suspended": _("Notice of a suspended e-CPS"),
        "activation_card_revoked": _("Notice of a revoked e-CPS"),
    }
)
register_details(
    {"mode": _("Way"), "refusal": _("Why")},
    {
        "mode": dict(ActivationMode.choices),
        "refusal": {
            "unknown": _("nobody of this number"),
            "not_eligible": _("no right to an e-CPS"),
            "unreachable": _("no proven contacts"),
            "birth_date": _("another date of birth"),
            "quota": _("too many sendings today"),
        },
    },
)
