"""The physical cards of professionals, as their issuer declares them."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.practitioner import Practitioner


@tracked()
class SmartCard(LoadedRow):
    """One card. type_code: R87 (CPS, CPF, CPE, CPA). blocked_date: from that day the card is opposed."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="smart_cards"
    )
    type_code = models.CharField(_("type of card"), max_length=5)
    number = models.CharField(_("number"), max_length=30, unique=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    blocked_date = models.DateField(_("opposed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("smart card")
        verbose_name_plural = _("smart cards")
        indexes = [GinIndex(OpClass(F("number"), name="gin_trgm_ops"), name="smart_card_by_part")]
        constraints = [
            models.CheckConstraint(name="a_card_ends_after_it_starts", condition=Q(valid_until__gt=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.type_code} {self.number}"
