"""What dashboards count of activations: who holds a card, the steps of activations, and why some came to nothing."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from activation.vocabulary import ActivationMode
from directory.queries.figures import Facts, Series, start_of
from directory.workflows import figures

# A first card is an activation of a person; a later one replaces a phone.
_HOLDERS: Final = (
    "SELECT DISTINCT c.practitioner_id, %s::date AS day, 'activated' AS measure FROM activation_virtualcard c"
)
_FIRST_CARDS: Final = """
SELECT c.practitioner_id, (min(c.created_at) AT TIME ZONE %s)::date AS day, 'first_card' AS measure
FROM activation_virtualcard c GROUP BY c.practitioner_id HAVING min(c.created_at) >= %s
"""
# Days of invitations, and of the first cards of people who had been invited: by then, never because of it.
_INVITED: Final = """
SELECT i.practitioner_id, (i.invited_at AT TIME ZONE %s)::date AS day, 'invited' AS measure
FROM activation_invitation i WHERE i.invited_at >= %s
UNION ALL
SELECT c.practitioner_id, (min(c.created_at) AT TIME ZONE %s)::date, 'invited_activated'
FROM activation_virtualcard c JOIN activation_invitation i ON i.practitioner_id = c.practitioner_id
GROUP BY c.practitioner_id HAVING min(c.created_at) >= %s AND min(c.created_at) >= min(i.invited_at)
"""
_MODES: Final = """
SELECT c.practitioner_id, (c.created_at AT TIME ZONE %s)::date AS day, 'mode_' || lower(c.activation_mode) AS measure
FROM activation_virtualcard c WHERE c.created_at >= %s
"""
# Each opening that named somebody, by the day it was opened: how far it came, or what stopped it. An opening of which
# nothing was sent keeps no name, but the trail says whom it was about and why.
_OPENINGS: Final = """
SELECT r.practitioner_id, (r.opened_at AT TIME ZONE %s)::date AS day, unnest(array_remove(ARRAY[
    'opened',
    CASE WHEN r.confirmed_at IS NOT NULL THEN 'confirmed' END,
    CASE WHEN r.state = 'COMPLETED' THEN 'bound' END,
    CASE WHEN r.state = 'LOCKED' THEN 'stopped_locked'
        WHEN r.state = 'CANCELLED' THEN 'stopped_cancelled'
        WHEN r.state = 'EXPIRED' AND r.confirmed_at IS NOT NULL THEN 'stopped_unbound'
        WHEN r.state = 'EXPIRED' AND r.attempt_count > 0 THEN 'stopped_wrong_codes'
        WHEN r.state = 'EXPIRED' THEN 'stopped_expired' END], NULL)) AS measure
FROM activation_activationrequest r WHERE r.practitioner_id IS NOT NULL AND r.opened_at >= %s
UNION ALL
SELECT t.practitioner_id, (t.occurred_at AT TIME ZONE %s)::date, unnest(ARRAY['opened', CASE t.details ->> 'refusal'
    WHEN 'unreachable' THEN 'unsent_unreachable' WHEN 'not_eligible' THEN 'unsent_not_eligible'
    WHEN 'birth_date' THEN 'unsent_birth_date' ELSE 'unsent_quota' END])
FROM directory_auditevent t
WHERE t.occurred_at >= %s AND t.action = 'activation.opened' AND t.practitioner_id IS NOT NULL
    AND t.details ->> 'refusal' <> ''
"""


def _holders(now: datetime, since: date) -> Facts:
    return Facts(_HOLDERS, (timezone.localdate(now),))


def _first_cards(now: datetime, since: date) -> Facts:
    return Facts(_FIRST_CARDS, (timezone.get_default_timezone_name(), start_of(since)))


def _invited(now: datetime, since: date) -> Facts:
    zone, begun = timezone.get_default_timezone_name(), start_of(since)
    return Facts(_INVITED, (zone, begun, zone, begun))


def _modes(now: datetime, since: date) -> Facts:
    return Facts(_MODES, (timezone.get_default_timezone_name(), start_of(since)))


def _openings(now: datetime, since: date) -> Facts:
    zone, begun = timezone.get_default_timezone_name(), start_of(since)
    return Facts(_OPENINGS, (zone, begun, zone, begun))


HOLDERS: Final = Series(("activated",), is_flow=False, facts=_holders)
FIRST_CARDS: Final = Series(("first_card",), is_flow=True, facts=_first_cards)
INVITED: Final = Series(("invited", "invited_activated"), is_flow=True, facts=_invited)
MODES: Final = Series(tuple(f"mode_{mode.lower()}" for mode in ActivationMode.values), is_flow=True, facts=_modes)
STEPS: Final = ("opened", "confirmed", "bound")
CAUSES: Final = (
    "unsent_unreachable",
    "unsent_not_eligible",
    "unsent_birth_date",
    "unsent_quota",
    "stopped_expired",
    "stopped_wrong_codes",
    "stopped_locked",
    "stopped_unbound",
    "stopped_cancelled",
)
OPENINGS: Final = Series((*STEPS, *CAUSES), is_flow=True, facts=_openings)


def keep_figures(*, now: datetime) -> int:
    """Count what this floor counts. Returns how many figures were written; 0 while another count runs."""
    return figures.keep_series([HOLDERS, FIRST_CARDS, INVITED, MODES, OPENINGS], now=now)
