"""Where and how a person practises: one line of activity."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.organization import Organization
from directory.models.professional_exercise import ProfessionalExercise


@tracked()
class PractitionerRole(LoadedRow):
    """One situation of one exercise, open while valid_until is null or to come.

    Codes: R23 mode, R02 sector, R06 section of pharmacists, R21/R85 role, R22 kind of activity.
    source_key: digest that tells one line of an extract from another; null for what a registrar entered.
    """

    exercise = models.ForeignKey(
        ProfessionalExercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="roles"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="roles",
    )
    mode_code = models.CharField(_("mode of practice"), max_length=5, blank=True)
    sector_code = models.CharField(_("sector of activity"), max_length=5, blank=True)
    pharmacist_section_code = models.CharField(_("section of pharmacists"), max_length=5, blank=True)
    role_code = models.CharField(_("role"), max_length=10, blank=True)
    activity_kind_code = models.CharField(_("kind of activity"), max_length=10, blank=True)
    authority = models.ForeignKey(
        RegistrationAuthority,
        verbose_name=_("registration authority"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    authority_code = models.CharField(_("authority of the activity"), max_length=20, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    end_reason_code = models.CharField(_("reason of the end"), max_length=5, blank=True)
    source_key = models.UUIDField(null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("last change"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("practitioner role")
        verbose_name_plural = _("practitioner roles")
        indexes = [
            # Of blocks and not of rows: a change then writes to no index.
            BrinIndex(fields=["updated_at"], name="role_by_change", pages_per_range=2, autosummarize=True),
            models.Index(fields=["valid_until"], name="role_by_end", condition=Q(valid_until__isnull=False)),
            models.Index(fields=["role_code"], name="role_by_function", condition=~Q(role_code="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["exercise", "source_key"], name="one_role_a_line_of_the_extract"),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"role {self.pk} of exercise {self.exercise_id}"
