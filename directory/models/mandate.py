"""Who may act for an authority: mandates, and the invitations from which they come."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.history import tracked
from directory.models.organization import Organization


class MandateRole(models.TextChoices):
    """What an account does for an authority."""

    OPERATOR = "OPERATOR", _("national operator")
    MANAGER = "MANAGER", _("agency manager")
    AGENT = "AGENT", _("agency agent")
    REPRESENTATIVE = "REPRESENTATIVE", _("legal representative")
    DELEGATE = "DELEGATE", _("delegate")
    REGISTRAR = "REGISTRAR", _("registrar")
    ORDER_OFFICER = "ORDER_OFFICER", _("officer of an order")
    AUDITOR = "AUDITOR", _("auditor")
    SUPPORT = "SUPPORT", _("support agent")
    REVIEWER = "RELYING_PARTY_REVIEWER", _("reviewer of services")


class MandateEnd(models.TextChoices):
    """Why a mandate ended before its day. FALLEN: the mandate it hung from ended. CLOSED: its authority was closed."""

    LEFT = "LEFT", _("the person has left")
    CHANGED = "CHANGED", _("the person has another post")
    MISTAKE = "MISTAKE", _("it was given by mistake")
    SECURITY = "SECURITY", _("security")
    OTHER = "OTHER", _("another reason")
    FALLEN = "FALLEN", _("ended with the mandate it hung from")
    CLOSED = "CLOSED", _("ended with its authority")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates, narrowed by time."""

    def in_force(self, now: datetime) -> "MandateQuerySet":
        """Begun and not ended at this instant."""
        return self.filter(valid_from__lte=now).not_ended(now)

    def not_ended(self, now: datetime) -> "MandateQuerySet":
        """Those in force and those to come."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))


@tracked(exclude=("last_reminder_days",))
class Mandate(models.Model):
    """The right of one account to act for one authority, in one role, for a time.

    organization: the one site that it is narrowed to, inside the structure of a local authority; null = all of it.
    given_from: the mandate that it hangs from, and ends with; null for the first one of an authority.
    valid_until is excluded; null = runs. ended_reason, ended_by: of one that somebody ended before its day.
    terms_version, terms_accepted_at: the terms that its holder accepted last; empty = none yet.
    last_reminder_days: how many days before its end the holder was last reminded of it.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="mandates"
    )
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="mandates"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("narrowed to the site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=22, choices=MandateRole)
    given_from = models.ForeignKey(
        "self",
        verbose_name=_("hangs from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="given",
    )
    valid_from = models.DateTimeField(_("from"))
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("granted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    terms_version = models.CharField(_("terms accepted"), max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(_("terms accepted on"), null=True, blank=True)
    ended_reason = models.CharField(_("reason of the end"), max_length=8, choices=MandateEnd, blank=True)
    ended_note = models.CharField(_("note on the end"), max_length=500, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_reminder_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        indexes = [
            models.Index(fields=["valid_from", "id"], name="mandate_latest"),
            models.Index(fields=["valid_until"], name="mandate_by_end", condition=Q(valid_until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="accepted_terms_have_an_instant",
                condition=Q(terms_version="", terms_accepted_at__isnull=True)
                | (~Q(terms_version="") & Q(terms_accepted_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.authority_id}"


class InvitationState(models.TextChoices):
    """PENDING waits for an answer; the others are final."""

    PENDING = "PENDING", _("waiting for an answer")
    ACCEPTED = "ACCEPTED", _("accepted")
    DECLINED = "DECLINED", _("declined")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    EXPIRED = "EXPIRED", _("expired")


class MandateInvitation(models.Model):
    """A mandate offered to somebody by e-mail.

    email: in lower case; only an account of this address takes the mandate. inviter null: the command line.
    token_digest: of the link that was sent last; earlier ones no longer work. mandate: what came of it.
    given_from: the mandate of the inviter that the new one will hang from. mandate_until: as Mandate.valid_until.
    """

    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="invitations"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("narrowed to the site"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=22, choices=MandateRole)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200)
    given_from = models.ForeignKey(
        Mandate, verbose_name=_("hangs from"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    mandate_until = models.DateTimeField(_("until"), null=True, blank=True)
    token_digest = models.BinaryField(unique=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=InvitationState, default=InvitationState.PENDING)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    sent_count = models.PositiveSmallIntegerField(_("sendings"), default=1)
    last_sent_at = models.DateTimeField(_("last sent"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    mandate = models.OneToOneField(
        Mandate, verbose_name=_("mandate"), null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )

    class Meta:
        verbose_name = _("invitation to a mandate")
        verbose_name_plural = _("invitations to a mandate")
        indexes = [
            models.Index(
                fields=["expires_at"], name="invitation_to_expire", condition=Q(state=InvitationState.PENDING)
            ),
            models.Index(fields=["authority", "state"], name="invitation_by_authority"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "organization", "role", "email"],
                name="one_pending_invitation_a_person_and_role",
                condition=Q(state=InvitationState.PENDING),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="a_closed_invitation_says_when",
                condition=Q(state=InvitationState.PENDING, closed_at__isnull=True)
                | (~Q(state=InvitationState.PENDING) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_accepted_invitation_made_a_mandate",
                condition=Q(state=InvitationState.ACCEPTED, mandate__isnull=False)
                | (~Q(state=InvitationState.ACCEPTED) & Q(mandate__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to authority {self.authority_id}"
