"""The outbox: what must be sent, in the transaction of the fact that it tells."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.contact import ContactPoint, FailureReason
from directory.models.practitioner import Practitioner


class MessageChannel(models.TextChoices):
    """How a message leaves."""

    EMAIL = "EMAIL", _("e-mail")
    SMS = "SMS", _("SMS")


class MessageState(models.TextChoices):
    """DECOY: written so that an unknown number costs what a known one does; never sent.

    SENT: handed to its carrier. BOUNCED: the carrier said later that it did not arrive.
    """

    QUEUED = "QUEUED", _("waiting")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("failed")
    EXPIRED = "EXPIRED", _("expired")
    BOUNCED = "BOUNCED", _("returned")
    DECOY = "DECOY", _("not sent")


class OutboundMessage(models.Model):
    """One message.

    sealed: recipient, subject and text, encrypted; emptied once it left, failed or expired.
    The id is the idempotency key (SMS) and the Message-ID (mail). event: the folder of its templates.
    contact: where it went; null for an address that is no contact of the person (yet). failure: why the last try, or
    the whole message, failed. delivered_at: when the telephone received it, where the gateway says so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    channel = models.CharField(_("channel"), max_length=5, choices=MessageChannel)
    event = models.CharField(_("event"), max_length=60)
    state = models.CharField(_("state"), max_length=7, choices=MessageState, default=MessageState.QUEUED)
    sealed = models.BinaryField(blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    contact = models.ForeignKey(
        ContactPoint,
        verbose_name=_("contact"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )
    failure = models.CharField(_("why it failed"), max_length=9, choices=FailureReason, blank=True, db_default="")
    delivered_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state=MessageState.QUEUED)),
            models.Index(
                fields=["expires_at"],
                name="message_to_expire",
                condition=Q(state__in=[MessageState.QUEUED, MessageState.DECOY]),
            ),
            models.Index(fields=["practitioner", "created_at"], name="message_by_person"),
            models.Index(fields=["created_at", "id"], name="message_by_time", condition=Q(practitioner__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_closed_message_is_empty",
                condition=Q(state=MessageState.QUEUED) | Q(state=MessageState.DECOY) | Q(sealed=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} by {self.channel} ({self.state})"


class KeptLetter(models.Model):
    """What a test person was told, at an address that cannot exist: engineers read it in their test inbox.

    sealed: as the message was, which is emptied as any other. kept_until: then the row goes.
    """

    message = models.OneToOneField(
        OutboundMessage, primary_key=True, on_delete=models.CASCADE, related_name="kept_letter"
    )
    sealed = models.BinaryField()
    kept_until = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("letter of a test person")
        verbose_name_plural = _("letters of test people")

    def __str__(self) -> str:
        return f"letter of message {self.message_id}"


class WorkerHeartbeat(models.Model):
    """One row: when the worker last ran a task. /healthz reads it."""

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")

    def __str__(self) -> str:
        return self.name
