"""The dated codes of the official nomenclatures, and which edition of each the directory holds."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ConceptQuerySet(models.QuerySet["Concept"]):
    """Codes, narrowed by table and by day."""

    def open_on(self, day: date) -> "ConceptQuerySet":
        """Those that may be given on that day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )


class Concept(models.Model):
    """One code of one nomenclature, from valid_from until valid_until (excluded; null = open)."""

    table = models.CharField(_("nomenclature"), max_length=80)
    oid = models.CharField(_("OID"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=60)
    label = models.CharField(_("label"), max_length=1000)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("code of a nomenclature")
        verbose_name_plural = _("codes of nomenclatures")
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="one_concept_a_code")]

    def __str__(self) -> str:
        return f"{self.table} {self.code}"


class CodeTable(models.Model):
    """One nomenclature as the directory holds it. name: the official one (`TRE_R85-RolePriseCharge`).

    canonical, version, edition_date: as the last official file says; empty while only what ships is held. revision: the
    database raises it with every change of the table's codes; processes read labels again when it moved.
    """

    name = models.CharField(_("nomenclature"), max_length=80, unique=True)
    oid = models.CharField(_("OID"), max_length=60, blank=True)
    canonical = models.CharField(_("canonical address"), max_length=300, blank=True)
    version = models.CharField(_("version"), max_length=60, blank=True)
    edition_date = models.DateField(_("edition"), null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    loaded_at = models.DateTimeField(_("loaded"), null=True, blank=True)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("loaded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revision = models.PositiveBigIntegerField(_("revision"), default=0, editable=False)

    class Meta:
        verbose_name = _("nomenclature")
        verbose_name_plural = _("nomenclatures")

    def __str__(self) -> str:
        return self.name
