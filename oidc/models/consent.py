"""What people agreed that services may be told."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from oidc.models.relying_party import RelyingParty


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Agreements, narrowed by their end."""

    def living(self) -> "ConsentQuerySet":
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def withdraw(self, now: datetime) -> int:
        """End those that live; returns how many. One that was given while this waited ends with its beginning."""
        return self.living().update(withdrawn_at=Greatest("given_at", Value(now)))


class Consent(models.Model):
    """What one person agreed that one service may be told, or read of it where the service only informs; one lives at a
    time.

    scopes, claims: all that was ever agreed to, `claims` by name; a smaller request makes it no smaller. given_at: of
    the last agreement.
    """

    practitioner = models.ForeignKey("directory.Practitioner", on_delete=models.PROTECT, related_name="+")
    relying_party = models.ForeignKey(RelyingParty, on_delete=models.PROTECT, related_name="+")
    scopes = models.JSONField()
    claims = models.JSONField(default=list)
    given_at = models.DateTimeField(_("agreed"))
    withdrawn_at = models.DateTimeField(_("agreement withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(
                name="one_living_agreement_a_person_and_service",
                fields=["practitioner", "relying_party"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="an_agreement_is_withdrawn_after_it_is_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk} of practitioner {self.practitioner_id}"
