"""What a structure offers: care activities that were authorized, and heavy equipment."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.organization import Organization


@tracked()
class HealthcareService(LoadedRow):
    """One care activity of one structure. identifier: of the authorization (ARHGOS).

    category_code (R275): the modality; type_code (R274): the activity; characteristic_code (R276): the form.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("structure"), on_delete=models.PROTECT, related_name="healthcare_services"
    )
    identifier = models.CharField(_("identifier"), max_length=60, unique=True)
    category_code = models.CharField(_("category"), max_length=20)
    category_label = models.CharField(_("label of the category"), max_length=200, blank=True)
    type_code = models.CharField(_("type"), max_length=20, blank=True)
    type_label = models.CharField(_("label of the type"), max_length=200, blank=True)
    characteristic_code = models.CharField(_("form"), max_length=20, blank=True)
    characteristic_label = models.CharField(_("label of the form"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last change"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("healthcare service")
        verbose_name_plural = _("healthcare services")

    def __str__(self) -> str:
        return self.identifier


@tracked()
class Equipment(LoadedRow):
    """One piece of heavy equipment of one structure (a scanner…). identifier: of the authorization (ARHGOS)."""

    organization = models.ForeignKey(
        Organization, verbose_name=_("structure"), on_delete=models.PROTECT, related_name="equipment"
    )
    identifier = models.CharField(_("identifier"), max_length=60, unique=True)
    type_code = models.CharField(_("type"), max_length=20)
    type_label = models.CharField(_("label of the type"), max_length=200, blank=True)
    manufacturer = models.CharField(_("manufacturer"), max_length=120, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last change"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")

    def __str__(self) -> str:
        return self.identifier
