"""How structures are found: by name, kind, register, authority, mailbox and licence."""

from django.db.models import F, Q
from django.db.models.lookups import Contains, StartsWith

from directory.api.fhir.coding import AUTHORITY, system
from directory.api.fhir.errors import refuse_value
from directory.api.fhir.mailboxes import listed
from directory.api.fhir.parameters import EVERYTHING, NOTHING, any_of, code_in
from directory.api.fhir.registry import Reading
from directory.api.fhir.rows import Structure
from directory.api.fhir.values import Token
from directory.models import STRUCTURE_KEY, MailboxKind, OrganizationKind
from directory.models.functions import SearchKey
from directory.queries.name_words import split_words

KIND = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-3307"
ENTITY, SITE = "LEGAL-ENTITY", "GEOGRAPHICAL-ENTITY"
SECTOR = "TRE_R02-SecteurActivite"
CATEGORY = "TRE_R66-CategorieEtablissement"
LEGAL_STATUS = "TRE_R72-FinessStatutJuridique"
OF_STRUCTURES = (MailboxKind.ORGANIZATION, MailboxKind.APPLICATION)
_AGENCY = "ARS-"
_NAMES = ("legal_name", "trade_name")
_FINESS, _RPPS = "FINESS", "RPPS"


def system_of(structure: Structure) -> str:
    """The information system that a structure comes from."""
    return _FINESS if structure.finess else _RPPS


def authority_of(structure: Structure) -> str:
    """The agency of the region keeps FINESS; of other structures the authority is not known."""
    return f"{_AGENCY}{structure.region_code}" if structure.finess and structure.region_code else ""


def has_system(value: Token, _reading: Reading) -> Q:
    """Structures that come from this information system."""
    return {_FINESS: ~Q(finess=""), _RPPS: Q(finess="")}.get(value.code, NOTHING)


def has_authority(value: Token, _reading: Reading) -> Q:
    """Structures that this authority registered."""
    if not value.is_in(system(AUTHORITY)) or not value.code.startswith(_AGENCY):
        return NOTHING
    return Q(region_code=value.code.removeprefix(_AGENCY)) & ~Q(finess="") & ~Q(region_code="")


def by_name(text: str, modifier: str, _reading: Reading) -> Q:
    """The beginning of the legal or trade name; `contains`: a part; `exact`: the very name; `text`: all its words."""
    words = split_words(text)
    if not words:
        raise refuse_value("name", text, "at least one letter or digit")
    if modifier == "text":
        found = Q()
        for word in words:
            found &= Q(Contains(STRUCTURE_KEY, word))
        return found
    key = " ".join(words)
    near = Q(Contains(STRUCTURE_KEY, key))  # what one index finds, whichever name it is
    if modifier == "exact":
        return near & any_of([Q(**{column: text}) for column in _NAMES])
    lookup = Contains if modifier else StartsWith
    return near & any_of([Q(lookup(SearchKey(F(column)), key)) for column in _NAMES])


def by_licence(text: str, modifier: str, _reading: Reading) -> Q:
    """The licence of a pharmacy: its beginning, a part, the very number."""
    lookup = {"": "istartswith", "contains": "icontains", "exact": "exact"}[modifier]
    return Q(**{f"pharmacy_licence__{lookup}": text}) & ~Q(pharmacy_licence="")


def has_mailbox(text: str, modifier: str, _reading: Reading) -> Q:
    """Structures that hold a listed mailbox of this address; mailboxes of their people are not theirs."""
    boxes = listed(text, modifier).filter(kind__in=OF_STRUCTURES, organization__isnull=False)
    return Q(pk__in=boxes.values("organization"))


def has_type(value: Token, reading: Reading) -> Q:
    """Structures of this kind, sector, category or legal status."""
    kinds = {ENTITY: Q(kind=OrganizationKind.LEGAL_ENTITY), SITE: Q(kind=OrganizationKind.SITE), "": EVERYTHING}
    of_kind = kinds.get(value.code, NOTHING) if value.is_in(KIND) else NOTHING
    columns = {SECTOR: "sector_code", CATEGORY: "category_code", LEGAL_STATUS: "legal_status_code"}
    return of_kind | any_of([code_in(column, system(table))(value, reading) for table, column in columns.items()])
