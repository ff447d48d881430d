"""Identifiers that a person carried before, and people who were found to be one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.practitioner import Practitioner


class IdentifierOrigin(models.TextChoices):
    """Who says that both identifiers are one person's."""

    CORRESPONDENCE = "CORRESPONDENCE", _("correspondence file")
    EXTRACT = "EXTRACT", _("restricted extract")
    FUSION = "FUSION", _("fusion of two records")


@tracked()
class FormerIdentifier(LoadedRow):
    """One other identifier of one person: it finds them as their present one does, until ended_at.

    national_id: type digit(s) and identifier, as the present one is written. quality: 1 where it was verified.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="former_identifiers"
    )
    national_id = models.CharField(_("national identifier"), max_length=40)
    origin = models.CharField(_("origin"), max_length=14, choices=IdentifierOrigin)
    quality = models.PositiveSmallIntegerField(_("quality"), default=1)
    created_at = models.DateTimeField(_("created"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("other identifier")
        verbose_name_plural = _("other identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["national_id"], name="an_identifier_names_one_person", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.national_id} of practitioner {self.practitioner_id}"


class Fusion(models.Model):
    """Two records found to be one person: `absorbed` is kept closed and resolves to `kept`, until undone.

    moved: primary keys of what passed from one to the other, by kind, so that it can be given back. difference_reason:
    why they are one although their birth dates differ. made_by: null for a command of the server.
    """

    kept = models.ForeignKey(
        Practitioner, verbose_name=_("record kept"), on_delete=models.PROTECT, related_name="fusions"
    )
    absorbed = models.ForeignKey(
        Practitioner, verbose_name=_("record absorbed"), on_delete=models.PROTECT, related_name="absorptions"
    )
    reason = models.CharField(_("reason"), max_length=500)
    difference_reason = models.CharField(_("why birth dates differ"), max_length=500, blank=True)
    moved = models.JSONField(_("what moved"), default=dict, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("fusion")
        verbose_name_plural = _("fusions")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], name="a_record_is_absorbed_once", condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(name="a_record_does_not_absorb_itself", condition=~Q(kept=models.F("absorbed"))),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} into {self.kept_id}"
