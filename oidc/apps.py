"""The second floor as a Django app."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class OidcConfig(AppConfig):
    """The OpenID provider."""

    name = "oidc"
    verbose_name = _("Sign-in to services")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the system checks of this floor, and add its lists to the portal, its pages to the holder space."""
        import_module("oidc.admin")
        import_module("oidc.views.holder")
        import_module("oidc.views.holder_export")
        checks = import_module("oidc.checks")
        register(checks.check_provider_settings, Tags.security)
        register(checks.check_library_is_not_routed, Tags.urls)
        register(checks.check_keys_of_deployment, Tags.security, deploy=True)
