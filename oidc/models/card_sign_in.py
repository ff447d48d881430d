"""A sign-in page that sent its browser to the origin of physical cards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc.models.interaction import Interaction


class CardSignIn(models.Model):
    """The way of one sign-in page to the page that reads a card, and back.

    practitioner, certificate: whom the last card that was read names, and the serial of its certificate. token_digest:
    SHA-256 of what brings the browser back, once and until expires_at; empty before a card was read, and once used.
    """

    interaction = models.OneToOneField(Interaction, primary_key=True, on_delete=models.CASCADE, related_name="+")
    shared_workstation = models.BooleanField(default=False)
    practitioner = models.ForeignKey(
        "directory.Practitioner", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certificate = models.CharField(_("certificate"), max_length=64, blank=True)
    token_digest = models.CharField(max_length=64, blank=True, editable=False)
    verified_at = models.DateTimeField(_("card read"), null=True, blank=True)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in with a physical card")
        verbose_name_plural = _("sign-ins with a physical card")
        constraints = [
            models.CheckConstraint(
                name="a_token_comes_from_a_card_that_was_read",
                condition=Q(token_digest="")
                | Q(practitioner__isnull=False, verified_at__isnull=False, expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"card of sign-in page {self.pk}"
