"""How to reach a person: contacts of correspondence, never public, and how they are proven."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from directory.models.practitioner import Practitioner


class ContactKind(models.TextChoices):
    """The two means that prove a person at activation."""

    EMAIL = "EMAIL", _("e-mail")
    MOBILE = "MOBILE", _("mobile phone")


def e164(mobile: PhoneNumber | str) -> str:
    """A stored number as machines write it; `str` writes those that can be called as people do."""
    return str(mobile.as_e164) if isinstance(mobile, PhoneNumber) else mobile


class VerificationSource(models.TextChoices):
    """Who says that this contact is the person's."""

    CODE = "CODE", _("code typed back by the holder")
    EXTRACT = "EXTRACT", _("national restricted extract")
    ATTESTED = "ATTESTED", _("attested by a registrar")


class ContactPoint(models.Model):
    """One contact of one person. The current one of its kind has no ended_at.

    It serves activation once verified_at is set and settled_at is past: at once for a first value,
    48 hours later for a change.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="contact_points"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=ContactKind)
    email = models.EmailField(_("e-mail"), blank=True)
    mobile = PhoneNumberField(_("mobile phone"), blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=8, choices=VerificationSource, blank=True)
    settled_at = models.DateTimeField(_("serves activation from"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    ended_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "kind"],
                name="one_current_contact_of_each_kind",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_contact_holds_the_value_of_its_kind",
                condition=(Q(kind=ContactKind.EMAIL) & ~Q(email="") & Q(mobile=""))
                | (Q(kind=ContactKind.MOBILE) & Q(email="") & ~Q(mobile="")),
            ),
            models.CheckConstraint(
                name="a_verified_contact_says_by_whom",
                condition=Q(verified_at__isnull=True) | ~Q(verified_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of practitioner {self.practitioner_id}"

    @property
    def value(self) -> str:
        """The address itself: an e-mail, or a number in E.164."""
        return self.email if self.kind == ContactKind.EMAIL else e164(self.mobile)

    @property
    def masked(self) -> str:
        """What its holder recognises and nobody else reads: `a•••@e•••.fr`, `•• •• •• •• 42`."""
        if self.kind == ContactKind.MOBILE:
            return f"•• •• •• •• {self.value[-2:]}"
        name, _at, domain = self.email.partition("@")
        host, _dot, top = domain.rpartition(".")
        return f"{name[:1]}•••@{host[:1]}•••.{top}"


class ContactVerification(models.Model):
    """The proof in progress of both contacts of one person: a link by e-mail, a code by each means.

    token_digest: SHA-256 of the link's token. Codes are HMAC digests, compared in constant time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="contact_verifications"
    )
    contact = models.ForeignKey(
        ContactPoint, verbose_name=_("contact"), on_delete=models.PROTECT, related_name="verifications"
    )
    token_digest = models.BinaryField(max_length=32)
    code_digest = models.BinaryField(max_length=32)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact verification")
        verbose_name_plural = _("contact verifications")
        indexes = [
            models.Index(fields=["token_digest"], name="verification_by_token"),
            models.Index(fields=["contact", "created_at"], name="verification_by_contact"),
        ]

    def __str__(self) -> str:
        return f"verification of contact {self.contact_id}"
