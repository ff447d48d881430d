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
        """Add the lists, panels and figures of this floor to the portal, and its pages to the holder space."""
        import_module("activation.admin")
        import_module("activation.views.holder")
