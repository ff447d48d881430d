"""What a service asked, kept on our side while a person signs in; or a person who tests their own e-CPS."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc.models.provider_session import ProviderSession
from oidc.models.relying_party import RelyingParty
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.vocabulary import InteractionState


class Interaction(models.Model):
    """One authorization request that needs a person. Pages carry its id only; every step reads the request again
    from here.

    relying_party: null when no service asks: holders test their e-CPS, and nothing is issued at the end.
    browser_digest: SHA-256 of the cookie of the browser that opened it; no other may go on with it.
    session_declined: the person said "not me" of the kept session.
    session: of the person who authenticated here, while they choose a situation or read what the service would be
    told; on a shared workstation this page alone can go on with it.
    situation: that they chose before they read; null where the service asks for none.
    openings, qr_openings, link_openings: how often each way was tried here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    relying_party = models.ForeignKey(RelyingParty, null=True, on_delete=models.PROTECT, related_name="+")
    browser_digest = models.CharField(max_length=64, editable=False)
    request = models.JSONField(editable=False)
    state = models.CharField(_("state"), max_length=10, choices=InteractionState, default=InteractionState.OPEN)
    session_declined = models.BooleanField(default=False)
    session = models.ForeignKey(ProviderSession, null=True, on_delete=models.PROTECT, related_name="+")
    situation = models.ForeignKey(
        "directory.PractitionerRole", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    openings = models.PositiveSmallIntegerField(default=0)
    qr_openings = models.PositiveSmallIntegerField(default=0)
    link_openings = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("ends"), db_index=True)

    class Meta:
        verbose_name = _("sign-in page")
        verbose_name_plural = _("sign-in pages")
        constraints = [
            models.CheckConstraint(
                name="who_chooses_or_reads_has_a_session",
                condition=~Q(state__in=[InteractionState.SITUATION, InteractionState.CONSENT])
                | Q(session__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_card_test(self) -> bool:
        """Whether somebody only tests their e-CPS here."""
        return self.relying_party_id is None

    def admits(self, *, is_test: bool) -> bool:
        """Tell whether a person may answer here: whoever the service admits, and anybody to test their e-CPS."""
        return self.relying_party is None or self.relying_party.admits(is_test=is_test)

    def asked(self) -> AuthorizationRequest:
        """Return the request as it was checked."""
        return AuthorizationRequest.from_snapshot(self.request)
