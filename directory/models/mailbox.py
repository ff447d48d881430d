"""Secure health mailboxes (MSSanté): the only addresses of practitioners that are public."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.loaded import LoadedRow
from directory.models.organization import Organization
from directory.models.practitioner import Practitioner


class MailboxKind(models.TextChoices):
    """Of one person, of a group in a structure, or of an application."""

    PERSONAL = "PER", _("personal")
    ORGANIZATION = "ORG", _("of a structure")
    APPLICATION = "APP", _("of an application")


@tracked()
class Mailbox(LoadedRow):
    """One mailbox of a person, of a structure, or of a person in a structure.

    is_unlisted: its holder asked for it to be left out of public directories. accepts_paperless: letters may be sent
    to it instead of paper.
    """

    address = models.EmailField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=3, choices=MailboxKind)
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailboxes",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailboxes",
    )
    service_label = models.CharField(_("service"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    accepts_paperless = models.BooleanField(_("accepts letters"), default=False)
    is_unlisted = models.BooleanField(_("unlisted"), default=False)

    class Meta:
        verbose_name = _("secure mailbox")
        verbose_name_plural = _("secure mailboxes")
        indexes = [GinIndex(OpClass(Upper("address"), name="gin_trgm_ops"), name="mailbox_by_part")]
        constraints = [
            models.CheckConstraint(
                name="a_mailbox_belongs_to_somebody",
                condition=Q(practitioner__isnull=False) | Q(organization__isnull=False),
            ),
            models.CheckConstraint(
                name="a_personal_mailbox_has_its_person",
                condition=~Q(kind="PER") | Q(practitioner__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.address
