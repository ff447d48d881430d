"""Who may register people: authorities."""

from django.db import models
from django.db.models import Q
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

    department_code: of a departmental council of an order; empty for the order itself, and for all others.
    is_test: allots only 997… numbers, and only to test people.
    telephone, email: what people call when their contacts are missing; shown to the public.
    closed_date: the last day on which somebody may act for it; null = open.
    """

    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12, choices=AuthorityKind)
    name = models.CharField(_("name"), max_length=200)
    region_code = models.CharField(_("region"), max_length=3, blank=True)
    department_code = models.CharField(_("department"), max_length=3, blank=True)
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
    closed_date = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("registration authority")
        verbose_name_plural = _("registration authorities")
        indexes = [models.Index(fields=["name", "id"], name="authority_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "department_code", "organization", "is_test"],
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
            models.CheckConstraint(
                name="only_councils_of_an_order_have_a_department",
                condition=Q(department_code="") | Q(kind=AuthorityKind.ORDER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
