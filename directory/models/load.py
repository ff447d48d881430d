"""The loads of official extracts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadState(models.TextChoices):
    """How a load ended."""

    RUNNING = "RUNNING", _("running")
    DONE = "DONE", _("done")
    UNCHANGED = "UNCHANGED", _("unchanged")
    FAILED = "FAILED", _("failed")


class ExtractLoad(models.Model):
    """One file given to the directory: its digest, what it changed, the lines it refused (number and reason)."""

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("digest"), max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=LoadState, default=LoadState.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("loaded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    counts = models.JSONField(_("counts"), default=dict)
    refused_lines = models.JSONField(_("refused lines"), default=list)

    class Meta:
        verbose_name = _("load of an extract")
        verbose_name_plural = _("loads of extracts")
        indexes = [models.Index(fields=["sha256"], name="load_by_digest")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"
