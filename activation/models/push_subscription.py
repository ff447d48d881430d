"""Where a phone is woken."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activation.models.virtual_card import VirtualCard


class PushSubscription(models.Model):
    """The address at a push service that wakes the phone of one card. No key of it is kept: it is told nothing."""

    card = models.OneToOneField(
        VirtualCard, verbose_name=_("e-CPS"), primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    endpoint = models.CharField(max_length=1000, editable=False)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("push subscription")
        verbose_name_plural = _("push subscriptions")

    def __str__(self) -> str:
        return f"push subscription of card {self.card_id}"
