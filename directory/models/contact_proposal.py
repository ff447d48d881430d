"""Other contacts that somebody wants to be a person's, until they are, or are not."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from directory.models.authority import RegistrationAuthority
from directory.models.contact import ContactKind, e164, mask
from directory.models.practitioner import Practitioner


class ProposalState(models.TextChoices):
    """OPEN: the holder or their authority decides. ACCEPTED: the new contact has to prove itself by a code."""

    OPEN = "OPEN", _("waits for a decision")
    ACCEPTED = "ACCEPTED", _("waits for the code of the new contact")
    APPLIED = "APPLIED", _("has taken effect")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    EXPIRED = "EXPIRED", _("expired")


RUNNING = (ProposalState.OPEN, ProposalState.ACCEPTED)


class ContactProposalQuerySet(models.QuerySet["ContactProposal"]):
    """Proposals, narrowed by how far they are."""

    def running(self, now: datetime) -> "ContactProposalQuerySet":
        """Undecided or unproven, and not late."""
        return self.filter(state__in=RUNNING, expires_at__gt=now)


class ContactProposal(models.Model):
    """One other e-mail or mobile for one person. The present contact serves until the new one is proven.

    email, mobile: the value, emptied once the proposal is closed: it is then a contact, or nobody's business.
    authority: for whom it was proposed. proposed_by: null where the holder typed it themselves. decided_by: of the
    person's authority; null where the holder decided.
    code_digest: HMAC of the code last sent to the new contact; empty before the first one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="contact_proposals"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=ContactKind)
    email = models.EmailField(_("e-mail"), blank=True)
    mobile = PhoneNumberField(_("mobile phone"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=ProposalState, default=ProposalState.OPEN)
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("proposed for"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason of the refusal"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    code_digest = models.BinaryField(max_length=32, blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    code_expires_at = models.DateTimeField(_("code expires"), null=True, blank=True)
    sending_count = models.PositiveSmallIntegerField(_("sendings"), default=0)
    last_sent_at = models.DateTimeField(_("last sent"), null=True, blank=True)

    objects = ContactProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of a contact")
        verbose_name_plural = _("proposals of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "kind"],
                name="one_running_proposal_a_kind_of_contact",
                condition=Q(state__in=["OPEN", "ACCEPTED"]),
            ),
            models.CheckConstraint(
                name="a_running_proposal_holds_a_value_and_a_closed_one_none",
                condition=Q(state__in=["OPEN", "ACCEPTED"], closed_at__isnull=True, kind="EMAIL", mobile="")
                & ~Q(email="")
                | Q(state__in=["OPEN", "ACCEPTED"], closed_at__isnull=True, kind="MOBILE", email="") & ~Q(mobile="")
                | Q(
                    state__in=["APPLIED", "REFUSED", "WITHDRAWN", "EXPIRED"],
                    closed_at__isnull=False,
                    email="",
                    mobile="",
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="proposal_to_expire", condition=Q(state__in=["OPEN", "ACCEPTED"])),
            models.Index(fields=["practitioner", "proposed_at"], name="proposal_by_person"),
            models.Index(fields=["proposed_by", "proposed_at"], name="proposal_by_proposer"),
        ]

    def __str__(self) -> str:
        return f"proposal of {self.kind} for practitioner {self.practitioner_id} ({self.state})"

    @property
    def value(self) -> str:
        """The address itself: an e-mail, or a number in E.164; empty once closed."""
        return self.email if self.kind == ContactKind.EMAIL else e164(self.mobile)

    @property
    def masked(self) -> str:
        """What its holder recognises; empty once closed."""
        return mask(self.kind, self.value) if self.value else ""
