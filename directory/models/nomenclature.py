"""The dated codes of the official nomenclatures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Concept(models.Model):
    """One code of one nomenclature, from valid_from until valid_until (excluded; null = open)."""

    table = models.CharField(_("nomenclature"), max_length=60)
    oid = models.CharField(_("OID"), max_length=60)
    code = models.CharField(_("code"), max_length=20)
    label = models.CharField(_("label"), max_length=300)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("code of a nomenclature")
        verbose_name_plural = _("codes of nomenclatures")
        constraints = [models.UniqueConstraint(fields=["table", "code"], name="one_concept_a_code")]

    def __str__(self) -> str:
        return f"{self.table} {self.code}"
