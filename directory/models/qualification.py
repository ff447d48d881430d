"""What a person has obtained: diplomas, and authorizations to practise without the usual one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.practitioner import Practitioner


@tracked()
class Diploma(LoadedRow):
    """One diploma. Codes: R14 (type), R48 and others (diploma), R16 (place of training)."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="diplomas"
    )
    type_code = models.CharField(_("type of diploma"), max_length=10)
    type_label = models.CharField(_("label of the type"), max_length=200, blank=True)
    code = models.CharField(_("diploma"), max_length=20)
    label = models.CharField(_("label of the diploma"), max_length=300, blank=True)
    place_code = models.CharField(_("place of training"), max_length=20, blank=True)
    obtained_date = models.DateField(_("obtained on"), null=True, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("diploma")
        verbose_name_plural = _("diplomas")
        indexes = [models.Index(fields=["code"], name="diploma_by_code")]
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "type_code", "code"], name="one_diploma_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.type_code}/{self.code} of practitioner {self.practitioner_id}"


@tracked()
class PracticeAuthorization(LoadedRow):
    """One authorization to practise. Codes: R17 (type), R18 (discipline), G15 (profession)."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="authorizations"
    )
    type_code = models.CharField(_("type of authorization"), max_length=10)
    type_label = models.CharField(_("label of the type"), max_length=200, blank=True)
    discipline_code = models.CharField(_("discipline"), max_length=20, blank=True)
    discipline_label = models.CharField(_("label of the discipline"), max_length=300, blank=True)
    profession_code = models.CharField(_("profession"), max_length=10, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("practice authorization")
        verbose_name_plural = _("practice authorizations")
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "type_code", "discipline_code", "profession_code"],
                name="one_authorization_a_code",
            ),
            models.CheckConstraint(
                name="authorization_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_from__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_code}/{self.discipline_code} of practitioner {self.practitioner_id}"
