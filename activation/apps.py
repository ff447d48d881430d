"""The e-CPS as a Django app: activation, cards, the wallet."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivationConfig(AppConfig):
    """Activation and life of virtual cards."""

    name = "activation"
    label = "activation"
    verbose_name = _("e-CPS")
    default_auto_field = "django.db.models.BigAutoField"
