"""Services as their teams describe them: who builds them, who works on them, who was invited to."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Service(models.Model):
    """What a team builds. Its registrations as a client, in the sandbox and in production, are its relying parties.

    siret: of the organization, empty for one that has none. contact_email: for those who sign in and those who review.
    wants_ciba: it would ask phones without a browser; switched on in review. tests_since, tests_sent: how many test
    calls left to addresses of this service within the minute that began then.
    """

    name = models.CharField(_("name"), max_length=100)
    organization_name = models.CharField(_("organization"), max_length=200)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    description = models.TextField(_("what it does, and for whom"))
    website = models.URLField(_("website"), max_length=500, blank=True)
    contact_email = models.EmailField(_("contact"))
    wants_ciba = models.BooleanField(_("wishes sign-ins without a browser"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("described by"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("described"))
    tests_since = models.DateTimeField(null=True, blank=True, editable=False)
    tests_sent = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("described service")
        verbose_name_plural = _("described services")

    def __str__(self) -> str:
        return self.name


class ServiceMember(models.Model):
    """Somebody who works on a service, and may do all that its team may."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined"))

    class Meta:
        verbose_name = _("member of a service")
        verbose_name_plural = _("members of services")
        constraints = [models.UniqueConstraint(fields=["service", "account"], name="a_member_joins_a_service_once")]

    def __str__(self) -> str:
        return f"account {self.account_id} of service {self.service_id}"


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    """Invitations, narrowed by what became of them."""

    def waiting(self, now: datetime) -> "TeamInvitationQuerySet":
        """Neither answered, nor taken back, nor too old."""
        return self.filter(closed_at__isnull=True, expires_at__gt=now)


class TeamInvitation(models.Model):
    """Somebody was invited by e-mail to work on a service. email: in lower case; the link proves that it is read.

    closed_at: taken back or answered; was_accepted tells which.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+"
    )
    token_digest = models.BinaryField(unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    was_accepted = models.BooleanField(_("accepted"), default=False)

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a service")
        verbose_name_plural = _("invitations to services")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "email"], name="one_open_invitation_an_address", condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to service {self.service_id}"
