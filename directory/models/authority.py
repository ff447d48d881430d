"""Who may register people: authorities, and the mandates that let accounts act for them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.organization import Organization


class AuthorityKind(models.TextChoices):
    """The families of registration authorities. Source: nomenclature R60."""

    ORDER = "ORDER", _("professional order")
    REGIONAL = "REGIONAL", _("regional health agency")
    LOCAL = "LOCAL", _("local registration authority")
    ARMED_FORCES = "ARMED_FORCES", _("armed forces health service")
    NATIONAL = "NATIONAL", _("national operator")
    OTHER = "OTHER", _("other authority")


@tracked()
class RegistrationAuthority(models.Model):
    """One authority. code: R60 (CNOM, ARS-44, ENREG…); a local one (ENREG) is one structure.

    is_test: allots only 997… numbers, and only to test people.
    telephone, email: what people call when their contacts are missing; shown to the public.
    """

    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=AuthorityKind)
    name = models.CharField(_("name"), max_length=200)
    region_code = models.CharField(_("region"), max_length=3, blank=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("structure"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="local_authorities",
    )
    telephone = models.CharField(_("public telephone"), max_length=30, blank=True)
    email = models.EmailField(_("public e-mail"), blank=True)
    is_test = models.BooleanField(_("test authority"), default=False)

    class Meta:
        verbose_name = _("registration authority")
        verbose_name_plural = _("registration authorities")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "organization", "is_test"],
                name="one_authority_a_code_and_structure",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="only_local_authorities_stand_for_a_structure",
                condition=Q(organization__isnull=True) | Q(kind=AuthorityKind.LOCAL),
            ),
            models.CheckConstraint(
                name="a_regional_agency_has_a_region",
                condition=~Q(kind=AuthorityKind.REGIONAL) | ~Q(region_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


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


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates, narrowed by time."""

    def in_force(self, now: datetime) -> "MandateQuerySet":
        """Begun and not ended at this instant."""
        return self.filter(valid_from__lte=now).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=now))


@tracked()
class Mandate(models.Model):
    """The right of one account to act for one authority, in one role, for a time.

    valid_until is excluded; null = runs.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.PROTECT, related_name="mandates"
    )
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="mandates"
    )
    role = models.CharField(_("role"), max_length=15, choices=MandateRole)
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

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.authority_id}"
