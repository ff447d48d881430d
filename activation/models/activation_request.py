"""One attempt to make a card."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activation.vocabulary import ActivationMode, ActivationState
from directory.models import Practitioner, SeenDocument


class ActivationRequest(models.Model):
    """One attempt, from a typed number to a bound card. Without a practitioner it is a decoy: same life, nothing sent.

    typed_digest: HMAC of the number that was typed, to count openings of a day. network: the address (IPv4) or /64
    (IPv6) it came from. ticket_digest, code_digest, binding_digest: HMACs, emptied when the request ends; bind_digest:
    HMAC of the call that bound the card, to answer it again. birth_date_matches: null where it was not asked.
    ticket_expires_at: of a ticket that a screen shows, null where the ticket lives as long as the activation.
    ticket_seen_at: when a phone first showed the right ticket; from then on it lives as long as the activation.
    handed_over_by, document_kind, document_end: who saw the person, which document, and its last four characters.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mode = models.CharField(_("mode"), max_length=10, choices=ActivationMode, default=ActivationMode.CODES)
    state = models.CharField(_("state"), max_length=9, choices=ActivationState, default=ActivationState.OPEN)
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    typed_digest = models.BinaryField(max_length=32)
    network = models.CharField(_("network"), max_length=45, blank=True)
    ticket_digest = models.BinaryField(max_length=32, blank=True)
    code_digest = models.BinaryField(max_length=32, blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    sending_count = models.PositiveSmallIntegerField(_("sendings"), default=1)
    last_sent_at = models.DateTimeField(_("last sending"))
    birth_date_matches = models.BooleanField(_("birth date matches"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("expires"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    binding_digest = models.BinaryField(max_length=32, blank=True)
    binding_nonce = models.CharField(max_length=64, blank=True)
    binding_expires_at = models.DateTimeField(_("binding expires"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    card = models.ForeignKey(
        "activation.VirtualCard",
        verbose_name=_("card"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    bind_digest = models.BinaryField(max_length=32, blank=True)
    ticket_expires_at = models.DateTimeField(_("ticket expires"), null=True, blank=True)
    ticket_seen_at = models.DateTimeField(_("ticket read by a phone"), null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document_kind = models.CharField(_("document seen"), max_length=8, choices=SeenDocument, blank=True, db_default="")
    document_end = models.CharField(_("its last four characters"), max_length=4, blank=True, db_default="")

    class Meta:
        verbose_name = _("activation request")
        verbose_name_plural = _("activation requests")
        indexes = [
            models.Index(fields=["typed_digest", "opened_at"], name="activation_by_number"),
            models.Index(fields=["practitioner", "opened_at"], name="activation_by_person"),
            models.Index(
                fields=["opened_at", "id"], name="activation_by_time", condition=Q(practitioner__isnull=False)
            ),
            models.Index(fields=["network", "opened_at"], name="activation_by_network"),
            models.Index(
                fields=["expires_at"],
                name="activation_to_expire",
                condition=Q(state__in=[ActivationState.OPEN, ActivationState.CONFIRMED]),
            ),
            models.Index(fields=["expires_at"], name="activation_to_empty", condition=~Q(ticket_digest=b"")),
            models.Index(fields=["expires_at"], name="activation_decoy", condition=Q(practitioner__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="activation_expires_after_it_opens", condition=Q(expires_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="a_completed_activation_has_its_card",
                condition=~Q(state=ActivationState.COMPLETED) | Q(card__isnull=False),
            ),
            models.CheckConstraint(
                name="a_hand_over_names_who_saw_what",
                condition=~Q(mode=ActivationMode.HAND_OVER)
                | (
                    Q(practitioner__isnull=False, handed_over_by__isnull=False, ticket_expires_at__isnull=False)
                    & ~Q(document_kind="")
                    & Q(document_end__regex=r"^[0-9A-Z]{4}$")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"activation {self.pk} ({self.state})"
