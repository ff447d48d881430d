"""A service has to be told that a session of its user ended."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc.models.provider_session import ProviderSession
from oidc.models.relying_party import RelyingParty
from oidc.vocabulary import DeliveryState


class LogoutDeliveryQuerySet(models.QuerySet["LogoutDelivery"]):
    """Deliveries, narrowed by time."""

    def due(self, now: datetime) -> "LogoutDeliveryQuerySet":
        """To be sent at this instant, the oldest first."""
        return self.filter(state=DeliveryState.DUE, due_at__lte=now).order_by("due_at", "pk")

    def latest_of(self, relying_party: RelyingParty) -> "LogoutDeliveryQuerySet":
        """Those of one service, the newest first."""
        return self.filter(relying_party=relying_party).order_by("-created_at", "-pk")


class LogoutDelivery(models.Model):
    """One service that took part in one session, and is told that it ended: written with the end itself.

    attempts: how often it was tried. due_at: of the next attempt; while one is under way, when another worker may
    take it over. tried_at, last_error: of the last attempt that ended; the error is a short word, never an address nor
    what the service answered, and empty once it was told.
    """

    relying_party = models.ForeignKey(RelyingParty, on_delete=models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey(ProviderSession, on_delete=models.PROTECT, related_name="logout_deliveries")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.DUE)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("written"), db_index=True)

    objects = LogoutDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-out to tell")
        verbose_name_plural = _("sign-outs to tell")
        indexes = [
            models.Index(fields=["due_at"], name="logout_delivery_due", condition=Q(state=DeliveryState.DUE)),
            models.Index(fields=["relying_party", "-created_at"], name="logout_delivery_of_service"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["relying_party", "session"], name="a_service_is_told_once_of_a_session"),
            models.CheckConstraint(
                name="a_told_sign_out_has_no_error", condition=~Q(state=DeliveryState.DELIVERED) | Q(last_error="")
            ),
        ]

    def __str__(self) -> str:
        return f"sign-out of session {self.session_id} for service {self.relying_party_id}"
