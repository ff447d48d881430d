"""Signs that somebody guesses codes and PINs of e-CPS."""

from django.utils.translation import gettext_lazy as _

from directory.admin.alarms import register_alarm
from directory.workflows.alarms import Alarm

register_alarm(
    Alarm(
        key="activation-codes",
        tries=("activation.code_refused",),
        successes=("activation.confirmed",),
        least=20,
        share=0.5,
    ),
    _("Wrong codes of activations"),
)
register_alarm(
    Alarm(
        key="activation-quotas",
        tries=("activation.opened",),
        only={"details__refusal": "quota"},
        successes=("activation.confirmed",),
        least=20,
        share=0.5,
    ),
    _("Activations asked for again and again for the same people"),
)
register_alarm(
    Alarm(
        key="locked-cards",
        tries=("activation.card_locked",),
        successes=("oidc.login_approved",),
        least=10,
        share=0.02,
    ),
    _("e-CPS locked by wrong PINs"),
)
