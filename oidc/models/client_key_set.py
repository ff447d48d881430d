"""What is remembered of the keys of clients: those that their servers publish, and the assertions that served."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from oidc.models.relying_party import RelyingParty


class ClientKeySet(models.Model):
    """The keys that one client publishes at its `jwks_uri`, as they were last read.

    keys: those that may prove it, public members alone. read_at: null when they never could be. tried_at: the last
    time that we asked. failing_since: null while they can be read; failure: why not, a stable code.
    """

    relying_party = models.OneToOneField(
        RelyingParty, primary_key=True, on_delete=models.CASCADE, related_name="key_set"
    )
    keys = models.JSONField(default=list)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    tried_at = models.DateTimeField(_("asked"))
    failing_since = models.DateTimeField(_("cannot be read since"), null=True, blank=True)
    failure = models.CharField(_("reason"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("keys of a client")
        verbose_name_plural = _("keys of clients")

    def __str__(self) -> str:
        return f"keys of service {self.relying_party_id}"

    def is_read_since(self, instant: datetime) -> bool:
        """Tell whether they were read after this instant."""
        return self.read_at is not None and self.read_at > instant


class UsedAssertion(models.Model):
    """One assertion that a client authenticated with, or one `login_hint_token`, as a digest of the client and of its
    `jti`: it serves no more.

    expires_at: from when it is refused for its age, and need not be remembered.
    """

    digest = models.CharField(max_length=64, primary_key=True, editable=False)
    expires_at = models.DateTimeField(_("ends"), db_index=True)

    class Meta:
        verbose_name = _("used assertion")
        verbose_name_plural = _("used assertions")

    def __str__(self) -> str:
        return f"assertion used until {self.expires_at}"
