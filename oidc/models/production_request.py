"""A team asks that its service signs in real people, or changes how it does; a reviewer decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oidc.models.service import Service
from oidc.vocabulary import RequestState

OPEN_STATES = (RequestState.SUBMITTED, RequestState.ASKED)


class ProductionRequest(models.Model):
    """What is asked for: a registration in production, new or changed. One is open at a time.

    metadata: members of RFC 7591, as `ClientMetadata` reads them. reasons: why each scope and each resource server
    is needed, by scope and by identifier.
    decided_by null: not decided, or withdrawn by the team.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="production_requests")
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.SUBMITTED)
    metadata = models.JSONField(_("registration"))
    reasons = models.JSONField(_("reasons"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("asked"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for production")
        verbose_name_plural = _("requests for production")
        constraints = [
            models.UniqueConstraint(
                fields=["service"], name="one_open_request_a_service", condition=Q(state__in=OPEN_STATES)
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="production_request_waiting", condition=Q(state="SUBMITTED")),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} of service {self.service_id}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in OPEN_STATES


class RequestMessage(models.Model):
    """What a reviewer asked or decided in words, or the team answered. is_of_review: which of the two."""

    request = models.ForeignKey(ProductionRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.PROTECT, related_name="+"
    )
    is_of_review = models.BooleanField(_("of a reviewer"))
    text = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("message on a request")
        verbose_name_plural = _("messages on requests")
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"message {self.pk} on request {self.request_id}"
