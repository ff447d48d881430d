"""The assembly as a Django app (for its commands), and the admin without its default site."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class PortalAdminConfig(SimpleAdminConfig):
    """The portal is directory.admin's own site: nothing registers itself on the default one."""

    default = False


class AssemblyConfig(AppConfig):
    """Holds `up`, `demo` and the commands that check the committed files."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"
