"""Programs that services call with what we gave them, and that read it by themselves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oidc.vocabulary import Environment, SigningAlgorithm


class ResourceServer(models.Model):
    """One resource server (RFC 8707): its access tokens are signed, and name it alone.

    identifier: an absolute URI, `aud` of the tokens. environment: of the services that may ask for it. scopes: those
    that it knows; no other stands in its tokens.
    """

    identifier = models.CharField(_("identifier"), max_length=500, unique=True)
    name = models.CharField(_("name"), max_length=100)
    environment = models.CharField(_("environment"), max_length=10, choices=Environment)
    scopes = models.JSONField(_("scopes"))
    signing_alg = models.CharField(
        _("signature of its tokens"), max_length=5, choices=SigningAlgorithm, default=SigningAlgorithm.ES256
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("resource server")
        verbose_name_plural = _("resource servers")

    def __str__(self) -> str:
        return self.name
