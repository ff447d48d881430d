"""What a person is entitled to practise: a profession, in a category, under a practice name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.practitioner import Practitioner


@tracked()
class ProfessionalExercise(LoadedRow):
    """One profession of one person. Codes: G15, R94, R95, R96 (profession), R09 (category), R11 (civility).

    Registration with an order: order_code (R82, empty where the profession has no order), registered_from,
    struck_off_date (null while in force), registration_status_code (R33), council_code (the departmental council).
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="exercises"
    )
    profession_code = models.CharField(_("profession"), max_length=10)
    category_code = models.CharField(_("professional category"), max_length=5, blank=True)
    civility_code = models.CharField(_("civility of practice"), max_length=8, blank=True)
    practice_family_name = models.CharField(_("practice name"), max_length=120, blank=True)
    practice_given_name = models.CharField(_("practice given name"), max_length=120, blank=True)
    authority = models.ForeignKey(
        RegistrationAuthority,
        verbose_name=_("registration authority"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    authority_code = models.CharField(_("authority of the exercise"), max_length=20, blank=True)
    order_code = models.CharField(_("order"), max_length=10, blank=True)
    registered_from = models.DateField(_("registered from"), null=True, blank=True)
    struck_off_date = models.DateField(_("struck off on"), null=True, blank=True)
    registration_status_code = models.CharField(_("status of the registration"), max_length=5, blank=True)
    council_code = models.CharField(_("departmental council"), max_length=5, blank=True)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("professional exercise")
        verbose_name_plural = _("professional exercises")
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "profession_code", "category_code"],
                name="one_exercise_a_profession_and_category",
            ),
            models.CheckConstraint(
                name="exercise_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_from__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profession_code}/{self.category_code} of practitioner {self.practitioner_id}"


@tracked(exclude=("is_in_activities", "is_in_expertises"))
class Expertise(LoadedRow):
    """One expertise (savoir-faire) of one exercise. Codes: R04 (type), R38 and others (expertise).

    is_in_activities, is_in_expertises: whether the last file of that kind names it. What a load brought goes when
    neither does any more; what was entered in the portal stays.
    """

    exercise = models.ForeignKey(
        ProfessionalExercise, verbose_name=_("exercise"), on_delete=models.PROTECT, related_name="expertises"
    )
    type_code = models.CharField(_("type of expertise"), max_length=10)
    code = models.CharField(_("expertise"), max_length=20)
    recognised_date = models.DateField(_("recognised on"), null=True, blank=True)
    given_up_date = models.DateField(_("given up on"), null=True, blank=True)
    is_in_activities = models.BooleanField(_("in the file of activities"), db_default=False, editable=False)
    is_in_expertises = models.BooleanField(_("in the file of expertises"), db_default=False, editable=False)

    class Meta:
        verbose_name = _("expertise")
        verbose_name_plural = _("expertises")
        constraints = [
            models.UniqueConstraint(fields=["exercise", "type_code", "code"], name="one_expertise_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.type_code}/{self.code}"
