"""The loads of official files: each is a row that says how far it is, what it would change, and what it changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ExtractKind(models.TextChoices):
    """The official files. RESTRICTED carries civil identities and contacts; the others are open data."""

    ACTIVITIES = "ACTIVITIES", _("people and activities")
    EXPERTISES = "EXPERTISES", _("expertises")
    DIPLOMAS = "DIPLOMAS", _("diplomas and authorizations")
    RESTRICTED = "RESTRICTED", _("restricted extract")


class LoadState(models.TextChoices):
    """How far a load is; the last five are ends."""

    RECEIVED = "RECEIVED", pgettext_lazy("load", "received")
    STAGED = "STAGED", pgettext_lazy("load", "read")
    COMPARED = "COMPARED", pgettext_lazy("load", "compared")
    PAUSED = "PAUSED", pgettext_lazy("load", "waiting for a decision")
    APPLIED = "APPLIED", pgettext_lazy("load", "applied")
    FINISHED = "FINISHED", pgettext_lazy("load", "finished")
    UNCHANGED = "UNCHANGED", pgettext_lazy("load", "nothing new")
    REFUSED = "REFUSED", pgettext_lazy("load", "refused")
    ABANDONED = "ABANDONED", pgettext_lazy("load", "abandoned")


ENDED = (LoadState.FINISHED, LoadState.UNCHANGED, LoadState.REFUSED, LoadState.ABANDONED)


class ExtractLoad(models.Model):
    """One official file given to the directory.

    batch: files given together share it, and are taken one after the other. path: where the file is kept until the end.
    is_forced: the limits that pause a load were waived; decided_by, decision_reason: by whom and why.
    progress: {"step", "done", "total"}, of the step that runs. comparison: what would change, by type of identifier:
    {"8": {"known", "created", "updated", "closed"}}. counts: rows that changed, by kind of row. refusal: code and
    parameters of why the file was refused whole.
    """

    batch = models.UUIDField(_("batch"), default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ExtractKind, default=ExtractKind.ACTIVITIES)
    file_name = models.CharField(_("file"), max_length=255)
    path = models.CharField(_("path"), max_length=1000, blank=True, editable=False)
    sha256 = models.CharField(_("digest"), max_length=64)
    state = models.CharField(_("state"), max_length=9, choices=LoadState, default=LoadState.RECEIVED)
    is_forced = models.BooleanField(_("limits waived"), default=False)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
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
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    refused_count = models.PositiveIntegerField(_("refused lines"), default=0)
    progress = models.JSONField(_("progress"), default=dict, blank=True)
    comparison = models.JSONField(_("comparison"), default=dict, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    unknown_codes = models.JSONField(_("unknown codes"), default=dict, blank=True)
    refusal = models.JSONField(_("refusal"), default=dict, blank=True)

    class Meta:
        verbose_name = _("load of an extract")
        verbose_name_plural = _("loads of extracts")
        indexes = [
            models.Index(fields=["kind", "sha256"], name="load_by_digest"),
            models.Index(fields=["started_at"], name="load_to_do", condition=~Q(state__in=ENDED)),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class RefusedLine(models.Model):
    """One line of one file that could not be used, or not wholly. line_number: 1 is the header.

    fault: a code of LineFault. is_used: only the value that the fault names was left out.
    """

    load = models.ForeignKey(
        ExtractLoad, verbose_name=_("load"), on_delete=models.CASCADE, related_name="refused_lines"
    )
    line_number = models.PositiveIntegerField(_("line"))
    fault = models.CharField(_("reason"), max_length=30)
    is_used = models.BooleanField(_("used all the same"), default=False)

    class Meta:
        verbose_name = _("refused line")
        verbose_name_plural = _("refused lines")
        constraints = [
            models.UniqueConstraint(fields=["load", "line_number", "fault"], name="a_line_is_told_once_a_reason"),
        ]

    def __str__(self) -> str:
        return f"line {self.line_number} of load {self.load_id}"
