"""Programs that read the directory's API, and their keys."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiClient(models.Model):
    """One application that reads the directory's API.

    reads_restricted: besides public data, registrations and cards; civil identities and contacts stay out for all.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    contact_email = models.EmailField(_("technical contact"), blank=True)
    reads_restricted = models.BooleanField(_("reads the restricted view"), default=False)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)

    class Meta:
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")

    def __str__(self) -> str:
        return self.name


class ApiKeys(models.QuerySet["ApiKey"]):
    """Keys."""

    def running(self, now: datetime) -> "ApiKeys":
        """Those that open the API at this instant, if their client may call."""
        unended = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(unended, revoked_at__isnull=True)


class ApiKey(models.Model):
    """One key of one client: shown once, kept as a digest. hint: its first characters, to tell keys apart."""

    client = models.ForeignKey(ApiClient, verbose_name=_("client"), on_delete=models.PROTECT, related_name="keys")
    digest = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(_("begins with"), max_length=12)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiKeys.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                name="an_api_key_expires_after_it_was_made",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=models.F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint}… of client {self.client_id}"
