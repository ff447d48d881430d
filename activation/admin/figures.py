"""What the dashboards say of e-CPS: holders, first cards, the steps of activations and what stopped them."""

from typing import cast

from django.utils.translation import gettext_lazy as _

from activation.vocabulary import ActivationMode
from activation.workflows import figures
from directory import panels
from directory.panels import Chart, Measure


def _measures(chart: Chart, *words: tuple[str, object]) -> list[Measure]:
    return [Measure(key, cast(str, label), chart, rank=100 + place) for place, (key, label) in enumerate(words)]


panels.register_measures(figures.HOLDERS, _measures(Chart.PEOPLE, ("activated", _("Have activated an e-CPS"))))
panels.register_measures(figures.FIRST_CARDS, _measures(Chart.MONTHS, ("first_card", _("First e-CPS activated"))))
panels.register_measures(
    figures.INVITED,
    _measures(
        Chart.INVITED,
        ("invited", _("Invited to activate an e-CPS")),
        ("invited_activated", _("First e-CPS of somebody who had been invited")),
    ),
)
panels.register_measures(
    figures.MODES,
    _measures(Chart.MODES, *((f"mode_{mode.value.lower()}", mode.label) for mode in ActivationMode)),
)
panels.register_measures(
    figures.OPENINGS,
    [
        *_measures(
            Chart.FUNNEL,
            ("opened", _("Activation asked for")),
            ("confirmed", _("Both codes typed")),
            ("bound", _("e-CPS activated")),
        ),
        *_measures(
            Chart.CAUSES,
            ("unsent_unreachable", _("Nothing sent: a contact is missing or not verified")),
            ("unsent_not_eligible", _("Nothing sent: no right is open")),
            ("unsent_birth_date", _("Nothing sent: another birth date was typed")),
            ("unsent_quota", _("Nothing sent: too many sendings that day")),
            ("stopped_expired", _("The codes expired before they were typed")),
            ("stopped_wrong_codes", _("Wrong codes, then the time ran out")),
            ("stopped_locked", _("Three wrong codes")),
            ("stopped_unbound", _("Both codes typed, but no PIN chosen in time")),
            ("stopped_cancelled", _("Cancelled")),
        ),
    ],
)
