"""Who is signed in to the holder space, in which browser: a session of its own, never the portal's."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.practitioner import Practitioner
from directory.policy import HOLDER_SESSION_IDLE


class HolderSessionQuerySet(models.QuerySet["HolderSession"]):
    """Sessions, narrowed by time."""

    def live(self, now: datetime) -> "HolderSessionQuerySet":
        """Neither ended, nor too old, nor silent for too long. What opened it is asked apart, at every use."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now, last_seen_at__gt=now - HOLDER_SESSION_IDLE)


class HolderSession(models.Model):
    """One browser in which a person reads their own record.

    token_digest: SHA-256 of the cookie. provider_sid: the provider's name of the sign-in that opened it.
    """

    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="+"
    )
    provider_sid = models.CharField(max_length=255, blank=True, editable=False)
    acr = models.CharField(_("level"), max_length=40)
    auth_time = models.DateTimeField(_("authenticated"))
    begun_at = models.DateTimeField(_("begun"))
    last_seen_at = models.DateTimeField(_("last use"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = HolderSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of the holder space")
        verbose_name_plural = _("sessions of the holder space")

    def __str__(self) -> str:
        return f"holder session of practitioner {self.practitioner_id}"
