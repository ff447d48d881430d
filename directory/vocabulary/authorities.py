"""Registration authorities (TRE_R60): which codes are orders, regional agencies, or the local register."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderCode(TextChoices):
    """The seven professional orders (TRE_R82)."""

    PHYSICIANS = "CNOM", _("Order of physicians")
    PHYSIOTHERAPISTS = "CNOMK", _("Order of physiotherapists")
    PHARMACISTS = "CNOP", _("Order of pharmacists")
    PODIATRISTS = "CNOPP", _("Order of podiatrists")
    MIDWIVES = "CNOSF", _("Order of midwives")
    DENTISTS = "ONCD", _("Order of dentists")
    NURSES = "ONI", _("Order of nurses")


# The professions of each order (TRE_G15): whoever exercises one is registered there.
PROFESSIONS_OF_ORDERS = {
    OrderCode.PHYSICIANS: "10",
    OrderCode.DENTISTS: "40",
    OrderCode.MIDWIVES: "50",
    OrderCode.NURSES: "60",
    OrderCode.PHYSIOTHERAPISTS: "70",
    OrderCode.PODIATRISTS: "80",
    OrderCode.PHARMACISTS: "21",
}
LOCAL = "ENREG"  # registration by the structures themselves
ARMED_FORCES = "SSA"
NATIONAL_OPERATOR = "ANS"
AGENCY_PREFIX = "ARS-"
# The open agencies: one a region, La Réunion and Mayotte apart since 2023-07-28.
AGENCIES = (
    "ARS-01",
    "ARS-02",
    "ARS-03",
    "ARS-05",
    "ARS-06",
    "ARS-11",
    "ARS-24",
    "ARS-27",
    "ARS-28",
    "ARS-32",
    "ARS-44",
    "ARS-52",
    "ARS-53",
    "ARS-75",
    "ARS-76",
    "ARS-84",
    "ARS-93",
    "ARS-94",
)
# Words that stand in the extracts where no single authority of TRE_R60 is named.
EXTRACT_AGENCY = "ARS"  # the agency of the place of practice
EXTRACT_WORDS = {
    EXTRACT_AGENCY: "Agence régionale de santé (agence non précisée)",
    "CPAM": "Caisse primaire d’assurance maladie",
    "Variable": "Autorité variable selon l’activité",
}
