"""The invitation that follows a registration."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Practitioner


class Invitation(models.Model):
    """One person told that an e-CPS can be activated: one invitation, two reminders, no more."""

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited"))
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    last_sent_at = models.DateTimeField(_("last sent"))

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(name="two_reminders_no_more", condition=Q(reminder_count__lte=2)),
            models.CheckConstraint(name="invited_before_reminded", condition=Q(last_sent_at__gte=F("invited_at"))),
        ]

    def __str__(self) -> str:
        return f"invitation of practitioner {self.practitioner_id}"
