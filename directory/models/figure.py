"""What was counted: the figures of the dashboards, day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority


class Population(models.TextChoices):
    """People by the kind of the authority that answers for them."""

    ORDER = "ORDER", _("professional orders")
    AGENCY = "AGENCY", _("regional health agencies")
    LOCAL = "LOCAL", _("local registration authorities")
    OTHER = "OTHER", _("other authorities")


class DirectoryFigure(models.Model):
    """One number of one day: of one measure, among one population of the people of an authority, or of the nation.

    authority: null for the nation; people of a local authority are counted when somebody looks. day: of what happened,
    or on which it was so. counted_at: when it was counted; a day that goes on is counted again.
    """

    day = models.DateField(_("day"))
    authority = models.ForeignKey(
        RegistrationAuthority,
        verbose_name=_("authority"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_test = models.BooleanField(_("test people"))
    population = models.CharField(_("population"), max_length=6, choices=Population)
    measure = models.CharField(_("measure"), max_length=30)
    value = models.PositiveIntegerField(_("value"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of the directory")
        verbose_name_plural = _("figures of the directory")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "is_test", "measure", "day", "population"],
                name="one_figure_a_day_measure_and_population",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["measure", "day"], name="figure_by_measure")]

    def __str__(self) -> str:
        return f"{self.measure} on {self.day:%Y-%m-%d}"
