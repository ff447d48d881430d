"""Who is signed in to the provider, in which browser, since when and how."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc import policy


class ProviderSessionQuerySet(models.QuerySet["ProviderSession"]):
    """Sessions, narrowed by time."""

    def live(self, now: datetime) -> "ProviderSessionQuerySet":
        """Neither ended, nor too old, nor idle for too long. Card and holder are asked apart, at every use."""
        return self.filter(ended_at__isnull=True, expires_at__gt=now, last_used_at__gt=now - policy.SESSION_IDLE)


class ProviderSession(models.Model):
    """One authentication of one practitioner with one card, and the browser that may use it again.

    card: the e-CPS; null when a physical card was read, whose holder and opposition are asked instead.

    sid: what services know of it. browser_digest: SHA-256 of the cookie, null on a shared workstation, where
    nothing is kept. origin_address, origin_user_agent: of the browser, for the holder to recognise it.
    """

    sid = models.CharField(max_length=43, unique=True, editable=False)
    browser_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique
    practitioner = models.ForeignKey("directory.Practitioner", on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey(
        "activation.VirtualCard", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    auth_time = models.DateTimeField(_("authenticated"))
    acr = models.CharField(_("level"), max_length=10)
    amr = models.JSONField(_("methods"))
    auth_mode = models.CharField(_("means"), max_length=10)
    origin_address = models.GenericIPAddressField(_("network address"), null=True, blank=True)
    origin_user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    last_used_at = models.DateTimeField(_("last use"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_reason = models.CharField(_("reason of the end"), max_length=20, blank=True)

    objects = ProviderSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in session")
        verbose_name_plural = _("sign-in sessions")
        constraints = [
            models.CheckConstraint(
                name="an_ended_session_says_why",
                condition=Q(ended_at__isnull=True, ended_reason="") | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
            models.CheckConstraint(
                name="a_session_without_e_cps_is_of_a_physical_card",
                condition=Q(card__isnull=False) ^ Q(auth_mode=policy.SMART_CARD.auth_mode),
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk} of practitioner {self.practitioner_id}"
