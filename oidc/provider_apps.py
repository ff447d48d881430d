"""The provider library as a Django app, with the key type that its migrations were written for.

Without it Django sees a missing migration in somebody else's package. Its addresses are never routed, and only
`oidc.library` and
`oidc.views` use its code.
"""

from django.apps import AppConfig


class ProviderLibraryConfig(AppConfig):
    """django-oidc-provider 0.9: the registry of clients and the scope-to-claims classes."""

    name = "oidc_provider"
    default_auto_field = "django.db.models.AutoField"
