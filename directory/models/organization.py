"""Structures: legal entities and the sites where people practise."""

from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Collate, Concat, Now, NullIf
from django.utils.translation import gettext_lazy as _

from directory.models.functions import SearchKey
from directory.models.history import tracked
from directory.models.loaded import LoadedRow

# What structures are looked for by: accents, case and punctuation do not count. Indexed, not stored.
STRUCTURE_KEY = Collate(SearchKey(Concat(F("legal_name"), Value(" "), F("trade_name"))), "C")

# What lists of structures are sorted by: the name that they show; those without one come last, behind every letter.
STRUCTURE_ORDER = Collate(
    Coalesce(
        NullIf(SearchKey(Coalesce(NullIf(F("trade_name"), Value("")), F("legal_name"))), Value("")),
        Value("{"),
        output_field=models.TextField(),
    ),
    "C",
)


def _words(*columns: str) -> Concat:
    """These columns beside one another, a space before each."""
    return Concat(*(part for column in columns for part in (Value(" "), F(column))))


# What structures are looked for by where they are; a space opens it, so that every word has one before it.
ADDRESS_LINE = (
    "recipient_complement",
    "location_complement",
    "street_number",
    "street_number_suffix",
    "street_type_label",
    "street_name",
    "distribution",
)
ADDRESS_CITY = ("cedex_office", "commune_label")
ADDRESS_KEY = Collate(
    Concat(
        Value(" "),
        SearchKey(_words(*ADDRESS_LINE, "postal_code", *ADDRESS_CITY)),
        output_field=models.TextField(),
    ),
    "C",
)

# What communes are looked for by
COMMUNE_KEY = Collate(SearchKey(F("commune_label")), "C")


class OrganizationKind(models.TextChoices):
    """A legal entity, or one of its sites."""

    LEGAL_ENTITY = "LEGAL_ENTITY", _("legal entity")
    SITE = "SITE", _("site")


@tracked()
class Organization(LoadedRow):
    """One structure.

    technical_id: the extract's key (F + FINESS, C + SIRET, R + 14 digits of a practice); unique.
    legal_entity_finess: as the extract gives it on a site's line; `parent` when that entity is known here.
    legal_status_code (R72), category_code (categories of establishments): of FINESS, empty where it says nothing.
    department_code: 01…95, 2A, 2B, 971…; region_code follows it.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=OrganizationKind, default=OrganizationKind.SITE)
    technical_id = models.CharField(_("technical identifier"), max_length=40, unique=True)
    former_id = models.CharField(_("former identifier"), max_length=40, blank=True)
    finess = models.CharField(_("FINESS number"), max_length=9, blank=True)
    legal_entity_finess = models.CharField(_("FINESS number of the legal entity"), max_length=9, blank=True)
    siret = models.CharField(_("SIRET number"), max_length=14, blank=True)
    siren = models.CharField(_("SIREN number"), max_length=9, blank=True)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    trade_name = models.CharField(_("trade name"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("legal entity"), null=True, blank=True, on_delete=models.PROTECT, related_name="sites"
    )
    sector_code = models.CharField(_("sector of activity"), max_length=5, blank=True)
    # Address of the site, in the parts that extracts and claims carry
    recipient_complement = models.CharField(_("recipient complement"), max_length=120, blank=True)
    location_complement = models.CharField(_("location complement"), max_length=120, blank=True)
    street_number = models.CharField(_("street number"), max_length=10, blank=True)
    street_number_suffix = models.CharField(_("street number suffix"), max_length=10, blank=True)
    street_type_code = models.CharField(_("street type"), max_length=10, blank=True)
    street_type_label = models.CharField(_("street type label"), max_length=60, blank=True)
    street_name = models.CharField(_("street name"), max_length=120, blank=True)
    distribution = models.CharField(_("distribution"), max_length=120, blank=True)
    cedex_office = models.CharField(_("cedex office"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    commune_code = models.CharField(_("commune (INSEE code)"), max_length=5, blank=True)
    commune_label = models.CharField(_("commune"), max_length=80, blank=True)
    country_code = models.CharField(_("country"), max_length=5, blank=True)
    country_label = models.CharField(_("country label"), max_length=60, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    telephone_2 = models.CharField(_("second telephone"), max_length=30, blank=True)
    fax = models.CharField(_("fax"), max_length=30, blank=True)
    email = models.CharField(_("e-mail of the structure"), max_length=254, blank=True)
    department_code = models.CharField(_("department"), max_length=3, blank=True)
    department_label = models.CharField(_("department label"), max_length=60, blank=True)
    region_code = models.CharField(_("region"), max_length=3, blank=True)
    is_test = models.BooleanField(_("test structure"), default=False)
    legal_status_code = models.CharField(_("legal status"), max_length=10, blank=True)
    category_code = models.CharField(_("category"), max_length=10, blank=True)
    pharmacy_licence = models.CharField(_("pharmacy licence"), max_length=20, blank=True)
    opened_date = models.DateField(_("opened on"), null=True, blank=True)
    closed_date = models.DateField(_("closed on"), null=True, blank=True)
    updated_at = models.DateTimeField(_("last change"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        indexes = [
            models.Index(fields=["region_code", "id"], name="organization_by_region"),
            models.Index(fields=["finess"], name="organization_by_finess", condition=~Q(finess="")),
            # Of blocks and not of rows: a change then writes to no index.
            BrinIndex(fields=["updated_at"], name="organization_by_change", pages_per_range=2, autosummarize=True),
            models.Index(fields=["siret"], name="organization_by_siret", condition=~Q(siret="")),
            models.Index(STRUCTURE_ORDER, "id", name="organization_by_name"),
            # Pages of lists, in the order of names: of a region, and of the few among the many
            models.Index("region_code", STRUCTURE_ORDER, "id", name="organization_of_region_by_name"),
            models.Index(
                STRUCTURE_ORDER, "id", name="legal_entity_by_name", condition=Q(kind=OrganizationKind.LEGAL_ENTITY)
            ),
            models.Index(STRUCTURE_ORDER, "id", name="test_organization_by_name", condition=Q(is_test=True)),
            # The sites of a legal entity that a structure names by its number
            models.Index(
                fields=["legal_entity_finess"], name="site_by_legal_entity", condition=~Q(legal_entity_finess="")
            ),
            GinIndex(OpClass(STRUCTURE_KEY, "gin_trgm_ops"), name="organization_by_words"),
            GinIndex(OpClass(ADDRESS_KEY, "gin_trgm_ops"), name="organization_by_address"),
            models.Index(COMMUNE_KEY, "commune_code", name="organization_by_commune"),
            models.Index(fields=["siren"], name="organization_by_siren", condition=~Q(siren="")),
            models.Index(
                fields=["pharmacy_licence"], name="organization_by_licence", condition=~Q(pharmacy_licence="")
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The trade name, else the legal name, else the technical identifier."""
        return self.trade_name or self.legal_name or self.technical_id
