"""How to reach a person: contacts of correspondence, never public, and how they are proven."""

import uuid

from django.conf import settings
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


def mask(kind: str, value: str) -> str:
    """What the holder of a contact recognises and nobody else reads: `a•••@e•••.fr`, `•• •• •• •• 42`."""
    if kind == ContactKind.MOBILE:
        return f"••\u00a0••\u00a0••\u00a0••\u00a0{value[-2:]}"
    name, _at, domain = value.partition("@")
    host, _dot, top = domain.rpartition(".")
    return f"{name[:1]}•••@{host[:1]}•••.{top}"


class VerificationSource(models.TextChoices):
    """Who says that this contact is the person's."""

    CODE = "CODE", _("code typed back by the holder")
    EXTRACT = "EXTRACT", _("national restricted extract")
    ATTESTED = "ATTESTED", _("attested by a registrar")


class SeenDocument(models.TextChoices):
    """The document that a registrar saw, beside the person, before attesting a contact."""

    IDENTITY_CARD = "CARD", _("identity card")
    PASSPORT = "PASSPORT", _("passport")
    RESIDENCE_PERMIT = "PERMIT", _("residence permit")


class FailureReason(models.TextChoices):
    """Why a message did not reach its contact."""

    MAILBOX_UNKNOWN = "UNKNOWN", _("this mailbox does not exist")
    MAILBOX_FULL = "FULL", _("the mailbox is full")
    REFUSED_AS_SPAM = "SPAM", _("refused as unwanted mail")
    ADDRESS_REFUSED = "ADDRESS", _("address refused by its mail server")
    NUMBER_REFUSED = "NUMBER", _("number refused by the SMS gateway")
    NUMBER_UNKNOWN = "NO_NUMBER", _("this number is not in service")
    PHONE_AWAY = "PHONE", _("the telephone was off or out of reach")
    CARRIER_AWAY = "AWAY", _("the mail server or the SMS gateway did not answer")
    REFUSED = "REFUSED", _("refused by the mail server or the SMS gateway")
    EXPIRED = "EXPIRED", _("could not leave in time")
    UNREADABLE = "KEY", _("its content could not be read any more")


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    """Contacts, narrowed by what they are worth."""

    def current(self) -> "ContactPointQuerySet":
        """Those that nothing replaced."""
        return self.filter(ended_at__isnull=True)

    def verified(self) -> "ContactPointQuerySet":
        """Those of which somebody says that they are the person's: holder, extract or registrar."""
        return self.filter(verified_at__isnull=False)

    def to_prove(self) -> "ContactPointQuerySet":
        """Those that a code can still prove: of nobody's word, or of a registrar's alone."""
        return self.filter(Q(verified_at__isnull=True) | Q(verified_by=VerificationSource.ATTESTED))

    def proven(self) -> "ContactPointQuerySet":
        """Those that the holder or the national extract proved; an attestation is not enough."""
        return self.verified().exclude(verified_by=VerificationSource.ATTESTED)

    def unreachable(self) -> "ContactPointQuerySet":
        """Current ones at which messages no longer arrive."""
        return self.current().filter(bounced_at__isnull=False)


class ContactPoint(models.Model):
    """One contact of one person. The current one of its kind has no ended_at.

    It serves activation once verified_at is set and settled_at is past: at once for a first value,
    48 hours later for a change. One that a registrar attested serves a hand-over only.
    changed_by: who typed it in the place of another one; null where the holder, a load or an enrolment brought it.
    bounced_at, bounce_reason: messages no longer arrive there, since when and why; cleared by a code typed back.
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
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("attested by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    attested_at = models.DateTimeField(_("attested"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("receives nothing since"), null=True, blank=True)
    bounce_reason = models.CharField(
        _("why nothing arrives"), max_length=9, choices=FailureReason, blank=True, db_default=""
    )

    objects = ContactPointQuerySet.as_manager()

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
            models.CheckConstraint(
                name="an_attestation_says_who_and_when",
                condition=Q(attested_by__isnull=True, attested_at__isnull=True)
                | Q(attested_by__isnull=False, attested_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_contact_that_receives_nothing_says_why",
                condition=Q(bounced_at__isnull=True, bounce_reason="")
                | Q(bounced_at__isnull=False) & ~Q(bounce_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["bounced_at", "id"],
                name="contact_unreachable",
                condition=Q(bounced_at__isnull=False, ended_at__isnull=True),
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
        """What its holder recognises and nobody else reads."""
        return mask(self.kind, self.value)

    @property
    def is_proven(self) -> bool:
        """Its holder or the national extract proved it; an attestation is not enough."""
        return self.verified_at is not None and self.verified_by != VerificationSource.ATTESTED


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
