"""Keys that sign id_tokens."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc.vocabulary import KeyState, SigningAlgorithm


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Keys, narrowed by state."""

    def published(self) -> "SigningKeyQuerySet":
        """Every key that a service may meet in a signature, now or soon."""
        return self.exclude(state=KeyState.REVOKED)


class SigningKey(models.Model):
    """One key pair. The private JWK is kept encrypted until the key is revoked; `kid` is its RFC 7638 thumbprint."""

    kid = models.CharField(max_length=43, unique=True)
    algorithm = models.CharField(_("algorithm"), max_length=5, choices=SigningAlgorithm)
    state = models.CharField(_("state"), max_length=8, choices=KeyState)
    public_jwk = models.JSONField(editable=False)
    encrypted_private_jwk = models.BinaryField(editable=False)
    created_at = models.DateTimeField(_("created"))
    activated_at = models.DateTimeField(_("signs since"), null=True, blank=True)
    retired_at = models.DateTimeField(_("signs no more since"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"],
                name="one_active_signing_key_an_algorithm",
                condition=Q(state=KeyState.ACTIVE),
            ),
            models.UniqueConstraint(
                fields=["algorithm"],
                name="one_next_signing_key_an_algorithm",
                condition=Q(state=KeyState.NEXT),
            ),
            models.CheckConstraint(
                name="a_revoked_signing_key_keeps_no_private_part",
                condition=~Q(state=KeyState.REVOKED) | Q(encrypted_private_jwk=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.kid}"
