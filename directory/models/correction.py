"""What a person finds wrong in their record, until its authority has corrected it or said why not."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.practitioner import Practitioner


class CorrectionPart(models.TextChoices):
    """The level of the record, each with an authority of its own."""

    IDENTITY = "IDENTITY", _("identity")
    EXERCISE = "EXERCISE", _("profession")
    ROLE = "ROLE", _("activity")


class CorrectionState(models.TextChoices):
    """OPEN waits for the authority; every other state is final."""

    OPEN = "OPEN", _("waits for an answer")
    CORRECTED = "CORRECTED", _("corrected")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


class CorrectionRequest(models.Model):
    """One thing that its holder says is wrong, and the answer.

    about: which profession or activity, in the words of the day it was asked: rows come and go with national files.
    authority: who answered for that part on that day. text: of the person; answer: of the authority, told as written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="corrections"
    )
    part = models.CharField(_("part"), max_length=8, choices=CorrectionPart)
    about = models.CharField(_("what it is about"), max_length=200, blank=True)
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=9, choices=CorrectionState, default=CorrectionState.OPEN)
    text = models.TextField(_("what is wrong"), max_length=1000)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("correction request")
        verbose_name_plural = _("correction requests")
        constraints = [
            models.CheckConstraint(
                name="a_correction_is_open_or_says_when_it_was_closed",
                condition=Q(state="OPEN", closed_at__isnull=True) | (~Q(state="OPEN") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_refused_correction_says_why",
                condition=~Q(state="REFUSED") | ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index(fields=["practitioner", "asked_at"], name="correction_by_person"),
            models.Index(fields=["authority", "asked_at"], name="correction_to_answer", condition=Q(state="OPEN")),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk} of practitioner {self.practitioner_id} ({self.state})"
