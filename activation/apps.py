"""The e-CPS as a Django app: activation, cards, the wallet."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivationConfig(AppConfig):
    """Activation and life of virtual cards."""

    name = "activation"
    label = "activation"
    verbose_name = _("e-CPS")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the lists, panels and figures of this floor to the portal."""
        import_module("activation.admin")
