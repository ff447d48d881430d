"""A link that lists the cards of somebody who lost a phone, and ends them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models import Practitioner


class RevocationLink(models.Model):
    """One wish for a link, made with a number and a birth date. Without a practitioner it is a decoy: nothing was sent.

    typed_digest: HMAC of the number that was typed. network: the address (IPv4) or /64 (IPv6) it came from.
    token_digest: HMAC of the secret of the link.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    typed_digest = models.BinaryField(max_length=32)
    token_digest = models.BinaryField(max_length=32)
    network = models.CharField(_("network"), max_length=45, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("expires"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("revocation link")
        verbose_name_plural = _("revocation links")
        indexes = [
            models.Index(fields=["practitioner", "asked_at"], name="link_by_person"),
            models.Index(fields=["network", "asked_at"], name="link_by_network"),
            models.Index(fields=["expires_at"], name="link_to_forget"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="one_link_a_secret"),
            models.CheckConstraint(name="a_link_expires_after_it_is_asked", condition=Q(expires_at__gt=F("asked_at"))),
        ]

    def __str__(self) -> str:
        return f"revocation link {self.pk}"
