"""What was counted of the provider, day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oidc.models.relying_party import RelyingParty
from oidc.vocabulary import Environment, FigureMeasure


class ProviderFigure(models.Model):
    """One number of one day: of one measure, at one service or, without one, at all of an environment.

    environment: production for real people, the sandbox for test people. day: of what happened, or on which it was so.
    means, acr: of sign-ins, as their grants have them; empty for other measures. Nobody is named or can be: a service
    reads its own numbers alone, everybody those of all services together.
    """

    day = models.DateField(_("day"))
    relying_party = models.ForeignKey(
        RelyingParty, verbose_name=_("service"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    environment = models.CharField(_("environment"), max_length=10, choices=Environment)
    measure = models.CharField(_("measure"), max_length=15, choices=FigureMeasure)
    means = models.CharField(_("means"), max_length=10, blank=True)
    acr = models.CharField(_("level"), max_length=10, blank=True)
    value = models.PositiveIntegerField(_("value"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("figure of the provider")
        verbose_name_plural = _("figures of the provider")
        constraints = [
            models.UniqueConstraint(
                fields=["relying_party", "measure", "day", "environment", "means", "acr"],
                name="one_provider_figure_a_day",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["day"], name="provider_figure_by_day")]

    def __str__(self) -> str:
        return f"{self.measure} on {self.day:%Y-%m-%d}"
