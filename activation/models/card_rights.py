"""Who was told that an e-CPS cannot be used, and how far the sweeps over holders have come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Practitioner


class LostRight(models.Model):
    """One holder of a working card who lost eligibility, and was told.

    Decides nothing: every use asks the directory. The row goes when the right is found open again, or a card is made.
    """

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )
    noticed_at = models.DateTimeField(_("noticed"))

    class Meta:
        verbose_name = _("lost right")
        verbose_name_plural = _("lost rights")

    def __str__(self) -> str:
        return f"lost right of practitioner {self.practitioner_id}"


class SweepPosition(models.Model):
    """Where a sweep over the holders goes on: after this person. 0: at the beginning of a round."""

    name = models.CharField(_("name"), max_length=20, primary_key=True)
    after_id = models.BigIntegerField(_("after"), default=0)

    class Meta:
        verbose_name = _("position of a sweep")
        verbose_name_plural = _("positions of sweeps")

    def __str__(self) -> str:
        return f"{self.name} after {self.after_id}"
