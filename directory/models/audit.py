"""The trace of what was done, refused, read and taken away, by whom, on what; and the seals that guard it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 500  # characters: what an operator typed; codes are far shorter


class AuditOutcome(models.TextChoices):
    """What became of the act."""

    DONE = "DONE", _("done")
    REFUSED = "REFUSED", _("refused")
    READ = "READ", _("read")
    EXPORTED = "EXPORTED", _("exported")


class AuditCategory(models.TextChoices):
    """How long a line is kept: settings give each its days."""

    ACT = "ACT", _("acts")
    SIGN_IN = "SIGN_IN", _("sign-ins")
    READING = "READING", _("readings")
    REFUSAL = "REFUSAL", _("refusals")


class AuditEvent(models.Model):
    """One act, refusal, reading or export. Rows are never changed; only the purge removes old ones (triggers refuse
    the rest). Details hold no contact and no secret.

    action: `app.verb`, stable. subject_type, subject_id: the model and key of what it was done to. mandate: the one by
    which the actor could. authority: the one acted for, or upon. reason: a code, or what an operator typed.
    """

    occurred_at = models.DateTimeField(_("when"))
    action = models.CharField(_("action"), max_length=60)
    outcome = models.CharField(_("outcome"), max_length=8, choices=AuditOutcome, default=AuditOutcome.DONE)
    category = models.CharField(_("category"), max_length=7, choices=AuditCategory, default=AuditCategory.ACT)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    mandate = models.ForeignKey(
        "directory.Mandate",
        verbose_name=_("mandate"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    authority = models.ForeignKey(
        "directory.RegistrationAuthority",
        verbose_name=_("authority"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    practitioner = models.ForeignKey(
        "directory.Practitioner",
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    subject_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    subject_id = models.CharField(_("thing"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["occurred_at", "id"], name="audit_by_time"),
            models.Index(fields=["action", "occurred_at"], name="audit_by_action"),
            models.Index(fields=["category", "occurred_at"], name="audit_by_category"),
            models.Index(fields=["actor", "occurred_at"], condition=Q(actor__isnull=False), name="audit_by_actor"),
            models.Index(
                fields=["authority", "occurred_at"], condition=Q(authority__isnull=False), name="audit_by_authority"
            ),
            models.Index(
                fields=["practitioner", "occurred_at"], condition=Q(practitioner__isnull=False), name="audit_by_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M} {self.action}"


class AuditWaiting(models.Model):
    """A line that no seal holds yet. A trigger writes it in the transaction of the line, the sealer takes it away."""

    event_id = models.BigIntegerField(primary_key=True)
    waits_since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("line to seal")
        verbose_name_plural = _("lines to seal")

    def __str__(self) -> str:
        return str(self.event_id)


class AuditSeal(models.Model):
    """One batch of lines, sealed with a key that the database does not know; each seal holds the one before it.

    number: 1, 2, 3… without a gap. line_ids, line_kinds, line_macs: key, first letter of the category and MAC (32
    bytes) of each line, in order: what stays of a line that was purged. Rows are never changed nor removed.
    """

    number = models.BigIntegerField(_("number"), primary_key=True)
    line_ids = ArrayField(models.BigIntegerField(), verbose_name=_("lines"))
    line_kinds = models.TextField(_("categories"))
    line_macs = models.BinaryField(_("digests of the lines"))
    previous_mac = models.BinaryField(_("seal before"))
    mac = models.BinaryField(_("seal"))
    key_id = models.CharField(_("key"), max_length=40)
    sealed_at = models.DateTimeField(_("sealed"), db_index=True)

    class Meta:
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")

    def __str__(self) -> str:
        return str(self.number)


class AuditFold(models.Model):
    """How often one thing came in one window of time, so that it leaves few lines however often it comes.

    key: who and what. ends_at: of the window.
    """

    key = models.CharField(_("what"), max_length=160)
    ends_at = models.DateTimeField(_("until"))
    seen_count = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("repeated line")
        verbose_name_plural = _("repeated lines")
        constraints = [models.UniqueConstraint(fields=["key", "ends_at"], name="one_count_a_window")]
        indexes = [models.Index(fields=["ends_at"], name="fold_by_window")]

    def __str__(self) -> str:
        return f"{self.key} {self.ends_at:%Y-%m-%d %H:%M}"
