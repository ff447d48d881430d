"""Where each activation of a person stands, and why: a short timeline for the record."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activation.models import ActivationRequest
from activation.policy import CODE_TRIES
from activation.vocabulary import ActivationMode, ActivationState

_BADGES = {
    ActivationState.OPEN: "info",
    ActivationState.CONFIRMED: "info",
    ActivationState.COMPLETED: "success",
    ActivationState.LOCKED: "danger",
}
_LATE = gettext_lazy("expired")


@dataclass(frozen=True)
class Standing:
    """One activation in words. steps: what happened, each with its instant. why: what stopped it, or what it waits for.

    is_open: it can still be stopped; can_send: its codes can be sent again.
    """

    row: ActivationRequest
    mode: str
    state: str
    badge: str
    why: str
    is_open: bool
    can_send: bool
    steps: list[tuple[str, datetime]] = field(default_factory=list)


def standing_of(row: ActivationRequest, now: datetime) -> Standing:
    """As it is at this instant: what the clock has not closed yet is over all the same."""
    is_open = _is_open(row, now)
    is_late = not is_open and row.state in {ActivationState.OPEN, ActivationState.CONFIRMED}
    return Standing(
        row=row,
        mode=row.get_mode_display(),
        state=str(_LATE) if is_late else row.get_state_display(),
        badge="" if is_late else _BADGES.get(ActivationState(row.state), ""),
        why=_why(row, is_open=is_open),
        is_open=is_open,
        can_send=is_open and row.state == ActivationState.OPEN and row.mode == ActivationMode.CODES,
        steps=_steps(row),
    )


def _is_open(row: ActivationRequest, now: datetime) -> bool:
    if row.state == ActivationState.CONFIRMED:
        return row.binding_expires_at is not None and row.binding_expires_at > now
    return row.state == ActivationState.OPEN and row.expires_at > now


def _steps(row: ActivationRequest) -> list[tuple[str, datetime]]:
    asked = {
        ActivationMode.CODES: _("asked for by the person"),
        ActivationMode.HAND_OVER: _("opened in front of a registrar"),
        ActivationMode.SMART_CARD: _("opened with the physical card"),
    }[ActivationMode(row.mode)]
    steps = [(asked, row.opened_at)]
    if row.sending_count > 1:
        steps.append((_("codes sent again"), row.last_sent_at))
    if row.ticket_seen_at is not None:
        steps.append((_("first secret read by a phone"), row.ticket_seen_at))
    if row.confirmed_at is not None:
        steps.append((_("secrets confirmed"), row.confirmed_at))
    if row.completed_at is not None:
        steps.append((_("e-CPS active"), row.completed_at))
    return steps


def _why(row: ActivationRequest, *, is_open: bool) -> str:
    if row.state == ActivationState.COMPLETED:
        return ""
    if row.state == ActivationState.CANCELLED:
        return _("Stopped by an authority, or replaced by another hand-over.")
    if row.state == ActivationState.LOCKED:
        return _("Three wrong codes: check the mobile number with the person, who may begin again at once.")
    if is_open:
        return _waits_for(row)
    if row.confirmed_at is not None:
        return _("The secrets were right, but no PIN was chosen in time: the person may begin again.")
    if row.attempt_count:
        return _("The right code did not come in time: the person may begin again.")
    if row.ticket_seen_at is not None:
        return _("The first secret was read, the code of the SMS was never typed: check the mobile number.")
    return _("Neither secret was used in time: look at whether the messages arrived.")


def _waits_for(row: ActivationRequest) -> str:
    if row.state == ActivationState.CONFIRMED:
        return _("Waits for the person to choose a PIN.")
    if row.attempt_count:
        return _("Wrong codes: %(count)d of %(most)d.") % {"count": row.attempt_count, "most": CODE_TRIES}
    if row.ticket_seen_at is not None:
        return _("Waits for the code of the SMS.")
    return _("Waits for the phone of the person.")
