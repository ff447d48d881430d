"""Signs that somebody guesses at sign-ins, or opens them for others."""

from django.utils.translation import gettext_lazy as _

from directory.admin.alarms import register_alarm
from directory.workflows.alarms import Alarm

APPROVED = ("oidc.login_approved",)

register_alarm(
    Alarm(
        key="sign-in-pins",
        tries=("activation.pin_refused",),
        successes=APPROVED,
        least=20,
        share=0.2,
    ),
    _("Wrong PINs"),
)
register_alarm(
    Alarm(key="sign-in-numbers", tries=("oidc.login_wrong_number",), successes=APPROVED, least=20, share=0.2),
    _("Wrong numbers chosen at sign-in"),
)
register_alarm(
    Alarm(key="sign-in-reported", tries=("oidc.login_reported",), successes=APPROVED, least=5, share=0.01),
    _("Sign-ins that their holders report as not theirs"),
)
