"""The e-CPS on a person's record, and in the day of who registers people."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from activation import permissions, queries
from activation.admin.standing import standing_of
from activation.models import Invitation, VirtualCard
from activation.vocabulary import ActivationMode, CardEndReason, CardState, SuspensionReason
from directory import panels
from directory import permissions as directory_permissions
from directory import queries as directory_queries
from directory.admin.detail_words import register_details
from directory.admin.messages.words import register_events
from directory.admin.sentences import register_sentences
from directory.admin.trail import register_words
from directory.models import Account, Practitioner

MOST_ACTIVATIONS = 5  # of one person, the latest, on the record
MOST_WORKING = 1_000  # cards that the day counts
_BADGES = {CardState.ACTIVE: "success", CardState.SUSPENDED: "warning", CardState.LOCKED: "danger"}


def _show_cards(account: Account, practitioner: Practitioner, now: datetime) -> Mapping[str, object] | None:
    """The person's cards, and why none can be activated when that is so."""
    decides = directory_permissions.can_decide_contacts(account, practitioner, now)
    rows = permissions.activations_of(account, practitioner, now, MOST_ACTIVATIONS)
    return {
        "person": practitioner,
        "decides": decides,
        "account": account,
        "cards": [_line(card, now, decides=decides) for card in permissions.cards_of(account, practitioner, now)],
        "activations": [standing_of(row, now) for row in rows],
        "invitation": Invitation.objects.filter(pk=practitioner.pk).first(),
        "is_invitable": decides and not queries.why_not_ready(practitioner.pk, now),
        "is_eligible": directory_queries.is_eligible(practitioner.pk, now),
        "is_reachable": directory_queries.can_be_reached(practitioner.pk, now),
    }


def _line(card: VirtualCard, now: datetime, *, decides: bool) -> dict[str, object]:
    is_over = card.ended_at is not None or card.expires_at <= now
    return {
        "key": card.pk,
        "platform": card.device_platform,
        "version": card.app_version,
        "mode": card.get_activation_mode_display(),
        "usable_from": card.usable_from if card.usable_from > now else None,
        "expires_at": card.expires_at,
        "can_suspend": decides and not is_over and card.state == CardState.ACTIVE,
        "can_resume": decides and not is_over and card.state == CardState.SUSPENDED,
        "can_revoke": decides and not is_over,
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
        "activation.invitation_reminded": _("Reminded to activate an e-CPS"),
        "activation.sent_again": _("Activation codes sent again"),
        "activation.cancelled": _("e-CPS activation stopped"),
        "activation.hand_over_opened": _("Hand-over of an e-CPS opened"),
        "activation.card_opened": _("e-CPS activation opened with the physical card"),
        "activation.campaign_started": _("Campaign of invitations started"),
        "activation.campaign_paused": _("Campaign of invitations paused"),
        "activation.campaign_taken_up": _("Campaign of invitations taken up again"),
        "activation.campaign_stopped": _("Campaign of invitations stopped"),
        "activation.pin_refused": _("Wrong PIN"),
        "activation.pin_changed": _("PIN changed"),
        "activation.card_locked": _("e-CPS locked"),
        "activation.card_revoked": _("e-CPS revoked"),
        "activation.card_suspended": _("e-CPS suspended"),
        "activation.card_resumed": _("e-CPS suspension lifted"),
        "activation.card_replaced": _("e-CPS replaced by a new one"),
        "activation.card_expired": _("e-CPS at the end of its validity"),
        "activation.card_approved": _("New e-CPS approved with another one"),
        "activation.card_renamed": _("Phone of an e-CPS named"),
        "activation.reminded": _("Reminded that an e-CPS ends soon"),
        "activation.right_lost": _("e-CPS unusable: no right open any more"),
        "activation.right_regained": _("e-CPS usable again: a right is open"),
        "activation.link_asked": _("Link to revoke an e-CPS asked for"),
    },
    reasons={reason.value: reason.label for reasons in (CardEndReason, SuspensionReason) for reason in reasons},
)
register_sentences(
    {
        "activation.opened": _("%(person)s asked for the activation of an e-CPS."),
        "activation.code_refused": _("A wrong activation code was typed for %(person)s."),
        "activation.confirmed": _("%(person)s confirmed both activation codes."),
        "activation.bound": _("%(person)s activated an e-CPS."),
        "activation.invited": _("%(person)s was invited to activate an e-CPS."),
        "activation.invitation_reminded": _("%(person)s was reminded to activate an e-CPS."),
        "activation.sent_again": _("%(who)s sent the activation codes of %(person)s again."),
        "activation.cancelled": _("%(who)s stopped an activation of %(person)s."),
        "activation.hand_over_opened": _("%(who)s saw %(person)s and a document, to hand an e-CPS over."),
        "activation.card_opened": _("%(person)s opened the activation of an e-CPS with their physical card."),
        "activation.campaign_started": _("%(who)s started a campaign of invitations."),
        "activation.campaign_paused": _("%(who)s paused a campaign of invitations."),
        "activation.campaign_taken_up": _("%(who)s took a campaign of invitations up again."),
        "activation.campaign_stopped": _("%(who)s stopped a campaign of invitations."),
        "activation.pin_refused": _("A wrong PIN was typed on the e-CPS of %(person)s."),
        "activation.pin_changed": _("%(person)s changed the PIN of their e-CPS."),
        "activation.card_locked": _("The e-CPS of %(person)s was locked by wrong PINs."),
        "activation.card_revoked": _("%(who)s revoked an e-CPS of %(person)s."),
        "activation.card_suspended": _("%(who)s suspended an e-CPS of %(person)s."),
        "activation.card_resumed": _("%(who)s lifted the suspension of an e-CPS of %(person)s."),
        "activation.card_replaced": _("An e-CPS of %(person)s was replaced by a new one."),
        "activation.card_expired": _("An e-CPS of %(person)s reached the end of its validity."),
        "activation.card_approved": _("%(person)s approved a new e-CPS with another one."),
        "activation.card_renamed": _("%(person)s named the phone of an e-CPS."),
        "activation.reminded": _("%(person)s was reminded that an e-CPS ends soon."),
        "activation.right_lost": _("%(person)s lost the right to use an e-CPS."),
        "activation.right_regained": _("%(person)s has again the right to use an e-CPS."),
        "activation.link_asked": _("A link to revoke the e-CPS of %(person)s was asked for."),
    }
)
register_events(
    {
        "activation_invitation": _("Invitation to activate an e-CPS"),
        "activation_reminder": _("Reminder to activate an e-CPS"),
        "activation_hand_over": _("Code of a hand-over, and notice of it"),
        "activation_codes": _("Codes that activate an e-CPS"),
        "activation_done": _("Notice of an activated e-CPS"),
        "activation_card_locked": _("Notice of a locked e-CPS"),
        "activation_card_suspended": _("Notice of a suspended e-CPS"),
        "activation_card_revoked": _("Notice of a revoked e-CPS"),
        "activation_card_resumed": _("Notice of an e-CPS that can be used again"),
        "activation_card_replaced": _("Notice of a replaced e-CPS"),
        "activation_card_expired": _("Notice of an expired e-CPS"),
        "activation_card_ends_soon": _("Reminder that an e-CPS ends soon"),
        "activation_card_approved": _("Notice of an e-CPS approved with another one"),
        "activation_pin_changed": _("Notice of a changed PIN"),
        "activation_right_lost": _("Notice that an e-CPS cannot be used at present"),
        "activation_right_regained": _("Notice that the right to an e-CPS is open again"),
        "activation_revocation_link": _("Link to revoke an e-CPS"),
    }
)
register_details(
    {"mode": _("Way"), "refusal": _("Why"), "days": _("Days left"), "rate": _("People a minute")},
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
    technical=frozenset({"by", "certificate"}),
)
