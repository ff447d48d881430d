"""Questions that somebody asks a list again and again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """One question of one account about one list, under a name.

    list_key: which list. query: as the list's own parser writes it, never as somebody typed it.
    is_default: the list opens with it.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="saved_filters"
    )
    list_key = models.CharField(_("list"), max_length=20)
    name = models.CharField(_("name of the filter"), max_length=60)
    query = models.CharField(_("question"), max_length=2_000)
    is_default = models.BooleanField(_("by default"), default=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(fields=["account", "list_key", "name"], name="one_saved_filter_a_name"),
            models.UniqueConstraint(
                fields=["account", "list_key"], name="one_default_filter_a_list", condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
