"""Contacts on which the holder and the national extract differ: the authority of the person decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from directory.models.contact import ContactKind, e164
from directory.models.practitioner import Practitioner


class ConflictResolution(models.TextChoices):
    """How it ended."""

    KEPT = "KEPT", _("the holder's contact is kept")
    TAKEN = "TAKEN", _("the contact of the extract is taken")
    AGREED = "AGREED", _("the extract no longer differs")


class ContactConflict(models.Model):
    """The restricted extract names another contact than the one that its holder verified.

    email, mobile: what the extract says; what the holder verified is their current contact of that kind, and stays.
    resolved_by: null where nobody had to decide.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("practitioner"), on_delete=models.PROTECT, related_name="contact_conflicts"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=ContactKind)
    email = models.EmailField(_("e-mail of the extract"), blank=True)
    mobile = PhoneNumberField(_("mobile phone of the extract"), blank=True)
    load = models.ForeignKey(
        "directory.ExtractLoad", verbose_name=_("load"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    opened_at = models.DateTimeField(_("opened"))
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolution = models.CharField(_("resolution"), max_length=6, choices=ConflictResolution, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("resolved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("contact conflict")
        verbose_name_plural = _("contact conflicts")
        constraints = [
            models.UniqueConstraint(
                fields=["practitioner", "kind"],
                name="one_open_conflict_a_kind_of_contact",
                condition=Q(resolved_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_conflict_holds_the_value_of_its_kind",
                condition=(Q(kind=ContactKind.EMAIL) & ~Q(email="") & Q(mobile=""))
                | (Q(kind=ContactKind.MOBILE) & Q(email="") & ~Q(mobile="")),
            ),
            models.CheckConstraint(
                name="a_resolved_conflict_says_how",
                condition=(Q(resolved_at__isnull=True) & Q(resolution="") & Q(resolved_by__isnull=True))
                | (Q(resolved_at__isnull=False) & ~Q(resolution="")),
            ),
        ]

    def __str__(self) -> str:
        return f"conflict about {self.kind} of practitioner {self.practitioner_id}"

    @property
    def value(self) -> str:
        """What the extract says: an e-mail, or a number in E.164."""
        return self.email if self.kind == ContactKind.EMAIL else e164(self.mobile)
