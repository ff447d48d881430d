"""People: the public person, and apart from it the civil identity that no public door shows."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from directory.models.authority import RegistrationAuthority
from directory.models.history import tracked
from directory.models.loaded import LoadedRow


@tracked()
class Practitioner(LoadedRow):
    """One natural person of the directory.

    national_id: type digit(s) and identifier, e.g. 8 and an 11-digit RPPS. It is public.
    family_name, given_names: the names of use, as published. Given names are separated by spaces.
    authority_code: as an extract writes it (`ARS` stands for the agency of the place). updated_at: the last change of
    what is public about the person, their professions, expertises, diplomas, cards and mailboxes included.
    is_test follows the authority (a database constraint): test people carry RPPS numbers in 997….
    """

    national_id = models.CharField(_("national identifier"), max_length=40, unique=True)
    identifier_type = models.CharField(_("identifier type"), max_length=2)
    identifier = models.CharField(_("identifier"), max_length=38)
    civility_code = models.CharField(_("civility"), max_length=8, blank=True)
    family_name = models.CharField(_("family name"), max_length=120)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    authority = models.ForeignKey(
        RegistrationAuthority,
        verbose_name=_("registration authority"),
        on_delete=models.PROTECT,
        related_name="practitioners",
    )
    authority_code = models.CharField(_("authority of the person"), max_length=20, blank=True)
    is_test = models.BooleanField(_("test person"), default=False)
    deceased_date = models.DateField(_("date of death"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("last change"), db_default=Now())

    class Meta:
        verbose_name = _("practitioner")
        verbose_name_plural = _("practitioners")
        constraints = [
            models.UniqueConstraint(fields=["identifier_type", "identifier"], name="one_person_an_identifier"),
            models.CheckConstraint(
                name="test_people_carry_test_numbers",
                condition=~Q(identifier_type="8")
                | (Q(is_test=True) & Q(identifier__startswith="997"))
                | (Q(is_test=False) & ~Q(identifier__startswith="997")),
            ),
        ]
        indexes = [
            # Of blocks and not of rows: a change then writes to no index.
            BrinIndex(fields=["updated_at"], name="practitioner_by_change", pages_per_range=2, autosummarize=True),
        ]

    def __str__(self) -> str:
        return f"{self.display_name} ({self.national_id})"

    @property
    def display_name(self) -> str:
        """Given names then family name, as pages show it."""
        return f"{self.given_names} {self.family_name}".strip()


@tracked()
class CivilIdentity(LoadedRow):
    """The civil identity of one practitioner: restricted, kept for proving and for finding duplicates."""

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="civil_identity",
    )
    birth_family_name = models.CharField(_("birth name"), max_length=120)
    given_names = models.CharField(_("all given names"), max_length=200)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex_code = models.CharField(_("sex"), max_length=1, blank=True)
    birth_place_code = models.CharField(_("commune of birth (INSEE code)"), max_length=5, blank=True)
    birth_place_label = models.CharField(_("place of birth"), max_length=120, blank=True)
    birth_country_code = models.CharField(_("country of birth"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("civil identity")
        verbose_name_plural = _("civil identities")
        indexes = [models.Index(fields=["birth_date"], name="civil_identity_by_birth")]

    def __str__(self) -> str:
        return f"identity of practitioner {self.practitioner_id}"


class CorrespondenceAddress(LoadedRow):
    """Where letters reach one practitioner: restricted, never shown by a public door.

    line_1 … line_6: the postal lines below the name, at most 38 characters each (the national postal standard).
    """

    practitioner = models.OneToOneField(
        Practitioner,
        verbose_name=_("practitioner"),
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="correspondence_address",
    )
    line_1 = models.CharField(_("recipient complement"), max_length=38, blank=True)
    line_2 = models.CharField(_("location complement"), max_length=38, blank=True)
    line_3 = models.CharField(_("street"), max_length=38, blank=True)
    line_4 = models.CharField(_("distribution"), max_length=38, blank=True)
    line_5 = models.CharField(_("country label"), max_length=38, blank=True)
    line_6 = models.CharField(_("postal code and town"), max_length=38, blank=True)

    class Meta:
        verbose_name = _("correspondence address")
        verbose_name_plural = _("correspondence addresses")

    def __str__(self) -> str:
        return f"address of practitioner {self.practitioner_id}"
