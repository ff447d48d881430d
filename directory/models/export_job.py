"""Exports that the worker makes: each is a row that says how far it is, its file stands beside the database."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models.mandate import Mandate


class ExportKind(models.TextChoices):
    """What is exported: one of the lists of the portal."""

    PEOPLE = "PEOPLE", pgettext_lazy("export", "people")
    STRUCTURES = "STRUCTURES", pgettext_lazy("export", "structures")
    ENROLMENTS = "ENROLMENTS", pgettext_lazy("export", "registrations in the portal")


class ExportForm(models.TextChoices):
    """The format of the file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


class ExportState(models.TextChoices):
    """How far an export is. The last three are ends for good: no file stands there any more."""

    WAITING = "WAITING", pgettext_lazy("export", "waiting for its turn")
    RUNNING = "RUNNING", pgettext_lazy("export", "being prepared")
    READY = "READY", pgettext_lazy("export", "ready")
    FAILED = "FAILED", pgettext_lazy("export", "not made")
    EXPIRED = "EXPIRED", pgettext_lazy("export", "erased")
    CANCELLED = "CANCELLED", pgettext_lazy("export", "cancelled at your request")


OPEN_EXPORTS = (ExportState.WAITING, ExportState.RUNNING)


class ExportJob(models.Model):
    """One file that somebody asked for, of what they see while it is made.

    mandate: by which they asked, as the trail tells it; mandates: keys of all those in force then; one that ends ends
    the export. filters: of the list, as it reads them; emptied when the file goes. place: after which page the draft
    goes on; byte_count: of the draft, as far as it counts; is_read: nothing is left to read. expected_count: rows of
    the list when it was asked, about. attempt_count: rounds of the worker that failed in a row. moved_at: its last
    round, so that exports take turns.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+"
    )
    mandate = models.ForeignKey(
        Mandate, verbose_name=_("mandate"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mandates = models.JSONField(_("mandates"), default=list, blank=True)
    kind = models.CharField(_("list"), max_length=10, choices=ExportKind)
    form = models.CharField(_("format"), max_length=4, choices=ExportForm)
    language = models.CharField(_("language"), max_length=8, default="fr")
    filters = models.JSONField(_("filters"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ExportState, default=ExportState.WAITING)
    reason = models.CharField(_("reason"), max_length=10, blank=True)
    place = models.TextField(_("place"), blank=True)
    is_read = models.BooleanField(_("read to the end"), default=False)
    byte_count = models.PositiveBigIntegerField(_("bytes"), default=0)
    row_count = models.PositiveIntegerField(_("rows of the list"), default=0)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    expected_count = models.PositiveIntegerField(_("rows expected"), default=0)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("asked for"))
    moved_at = models.DateTimeField(_("last moved"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    kept_until = models.DateTimeField(_("kept until"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["account", "asked_at"], name="export_by_account"),
            models.Index(fields=["moved_at"], name="export_to_do", condition=Q(state__in=["WAITING", "RUNNING"])),
            models.Index(fields=["kept_until"], name="export_to_erase", condition=Q(state="READY")),
        ]
        constraints = [
            models.CheckConstraint(
                name="an_export_that_is_ready_is_kept_until_an_instant",
                condition=~Q(state="READY") | Q(kept_until__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_export_without_file_keeps_no_filter",
                condition=~Q(state__in=["FAILED", "EXPIRED", "CANCELLED"]) | Q(filters={}),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk} ({self.state})"
