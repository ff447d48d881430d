"""The directory as a Django app: people, practices, structures, authorities, contacts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    """The national directory."""

    name = "directory"
    label = "directory"
    verbose_name = _("Directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to those who judge sign-ins, and declare the pages of the holder space."""
        import_module("directory.sign_in_trail")
        import_module("directory.views.holder")
