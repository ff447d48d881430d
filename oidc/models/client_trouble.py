"""What a client was refused, for its team to find the cause."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from oidc.models.relying_party import RelyingParty
from oidc.vocabulary import Door


class ClientTrouble(models.Model):
    """One refusal of one client. Nothing of the request is in it: words of ours alone.

    error: the code of the protocol, or of the page that ended. description: as it was answered, empty for a page.
    unkept: how many of the same minute came before it and were not kept.
    """

    relying_party = models.ForeignKey(RelyingParty, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"), db_index=True)
    door = models.CharField(_("door"), max_length=13, choices=Door)
    error = models.CharField(_("error"), max_length=60)
    description = models.CharField(_("description"), max_length=200, blank=True)
    correlation_id = models.CharField(_("correlation id"), max_length=16, db_index=True)
    unkept = models.PositiveIntegerField(_("others that were not kept"), default=0)

    class Meta:
        verbose_name = _("refusal of a client")
        verbose_name_plural = _("refusals of clients")
        indexes = [models.Index(fields=["relying_party", "-at"], name="trouble_of_client")]

    def __str__(self) -> str:
        return f"{self.error} of service {self.relying_party_id}"
