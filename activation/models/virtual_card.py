"""The e-CPS itself."""

import uuid
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from activation.vocabulary import ActivationMode, CardEndReason, CardState, Language
from directory.models import Practitioner, SmartCard


class VirtualCardQuerySet(models.QuerySet["VirtualCard"]):
    """Cards, narrowed by what they can still do."""

    def working(self, now: datetime) -> "VirtualCardQuerySet":
        """Active or suspended, and within their period: what counts against the limit of a person."""
        return self.filter(state__in=[CardState.ACTIVE, CardState.SUSPENDED], expires_at__gt=now)

    def not_over(self) -> "VirtualCardQuerySet":
        """Neither revoked nor expired: what can still be revoked or superseded."""
        return self.exclude(state__in=[CardState.REVOKED, CardState.EXPIRED])

    def opposed(self, today: date) -> "VirtualCardQuerySet":
        """Not over, and the physical card of their holder was opposed since they were made.

        Dates have no hour: on the day of an opposition it is the e-CPS made with a physical card that ends too.
        """
        cards = SmartCard.objects.filter(practitioner_id=OuterRef("practitioner_id"), blocked_date__lte=today)
        later = Exists(cards.filter(blocked_date__gt=OuterRef("created_day")))
        same_day = Exists(cards.filter(blocked_date=OuterRef("created_day")))
        made_with_it = Q(activation_mode=ActivationMode.SMART_CARD)
        return self.not_over().alias(created_day=TruncDate("created_at")).filter(later | (made_with_it & same_day))

    def end(
        self, *, state: CardState, reason: CardEndReason, now: datetime, superseded_by: "VirtualCard | None" = None
    ) -> int:
        """Revoke or expire those that are not over; how many. The PIN cannot be judged any more: it is emptied."""
        return self.not_over().update(
            state=state,
            end_reason=reason,
            ended_at=now,
            superseded_by=superseded_by,
            pin_verifier=b"",
            pepper_ids=[],
        )


class VirtualCard(models.Model):
    """An e-CPS: a key that lives on a phone, the PIN that goes with it, and their holder.

    public_jwk: P-256, as the phone made it; kid: its RFC 7638 thumbprint. pin_verifier: HMAC chain over the PIN
    proof, by the peppers named in pepper_ids (applied in order). usable_from: later than created_at when another
    card worked within 30 days; approved_by: the other card whose holder made it usable before. language: of the phone
    when it was activated. reminded_days: before the end, at the last reminder.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=9, choices=CardState, default=CardState.ACTIVE)
    public_jwk = models.JSONField(_("public key"))
    kid = models.CharField(_("key thumbprint"), max_length=43, unique=True)
    pin_verifier = models.BinaryField(max_length=32)
    pepper_ids = ArrayField(models.CharField(max_length=40), default=list)
    wrong_pin_count = models.PositiveSmallIntegerField(_("wrong PINs in a row"), default=0)
    activation_mode = models.CharField(_("activated by"), max_length=10, choices=ActivationMode)
    device_name = models.CharField(_("phone"), max_length=80)
    device_platform = models.CharField(_("platform"), max_length=80, blank=True)
    app_version = models.CharField(_("version of the app"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created"))
    usable_from = models.DateTimeField(_("usable from"))
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last use"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=14, choices=CardEndReason, blank=True)
    superseded_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    approved_by = models.ForeignKey(
        "self", verbose_name=_("approved by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FRENCH)
    reminded_days = models.PositiveSmallIntegerField(_("last reminder, days before the end"), null=True, blank=True)

    objects = VirtualCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("virtual card")
        verbose_name_plural = _("virtual cards")
        indexes = [
            models.Index(fields=["practitioner", "created_at"], name="card_by_person"),
            models.Index(fields=["created_at", "id"], name="card_by_time"),
            models.Index(
                fields=["expires_at"],
                name="card_to_expire",
                condition=~Q(state__in=[CardState.REVOKED, CardState.EXPIRED]),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="card_expires_after_it_is_made", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(name="three_wrong_pins_at_most", condition=Q(wrong_pin_count__lte=3)),
            models.CheckConstraint(
                name="an_ended_card_says_when",
                condition=~Q(state__in=[CardState.REVOKED, CardState.EXPIRED]) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"card {self.pk} ({self.state})"


class CardCallMarker(models.Model):
    """One writing call of a wallet that was seen: its jti, so that the same proof never writes twice."""

    card = models.ForeignKey(VirtualCard, on_delete=models.CASCADE, related_name="+")
    jti_digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("marker of a wallet call")
        verbose_name_plural = _("markers of wallet calls")
        constraints = [models.UniqueConstraint(fields=["card", "jti_digest"], name="one_call_a_proof")]

    def __str__(self) -> str:
        return f"call of card {self.card_id}"
