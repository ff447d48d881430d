"""How activities are found. What a stub no longer shows does not find it: only what runs has a person and a role."""

from django.db.models import F, Q

from directory.api.fhir.activities import running
from directory.api.fhir.coding import AUTHORITY, system
from directory.api.fhir.mailboxes import listed
from directory.api.fhir.parameters import EVERYTHING, NOTHING, any_of
from directory.api.fhir.person_identifiers import RPPS
from directory.api.fhir.practitioner_search import RPPS_SYSTEM, authorities
from directory.api.fhir.registry import Reading
from directory.api.fhir.values import Token
from directory.models import MailboxKind, PractitionerRole
from directory.queries.labels import known_label

KIND = "TRE_R22-GenreActivite"
MODE = "TRE_R23-ModeExercice"
SECTION = "TRE_R06-SectionTableauCNOP"
FUNCTIONS = ("TRE_R21-Fonction", "TRE_R85-RolePriseCharge", "TRE_R96-AutreFonctionSanitaire")
# Columns of an activity, and the nomenclatures that their codes come from
CODES = {
    "role_code": FUNCTIONS,
    "activity_kind_code": (KIND,),
    "mode_code": (MODE,),
    "pharmacist_section_code": (SECTION,),
}
_NUMBER_LENGTH = 10


def number_of(key: int) -> str:
    """The number of an activity: ten digits, which no RPPS number has."""
    return f"{key:0{_NUMBER_LENGTH}d}"


def has_number(value: Token, _reading: Reading) -> Q:
    """The activity of this number."""
    if not value.is_in(RPPS):
        return NOTHING
    if not value.code:
        return EVERYTHING
    if not value.code.isascii() or not value.code.isdigit() or len(value.code) > 18:
        return NOTHING
    key = int(value.code)
    return Q(pk=key) if number_of(key) == value.code else NOTHING


def has_system(value: Token, _reading: Reading) -> Q:
    """All of them come from the register of professionals."""
    return EVERYTHING if value.code == RPPS_SYSTEM else NOTHING


def has_authority(value: Token, _reading: Reading) -> Q:
    """Activities that this authority registered."""
    if not value.is_in(system(AUTHORITY)) or not value.code:
        return NOTHING
    return Q(authority__in=authorities(value.code))


def has_mailbox(text: str, modifier: str, reading: Reading) -> Q:
    """Activities whose person holds a mailbox of this address in the same structure."""
    boxes = listed(text, modifier).filter(kind=MailboxKind.PERSONAL, organization__isnull=False)
    holders = PractitionerRole.objects.filter(
        exercise__practitioner__mailboxes__in=boxes, exercise__practitioner__mailboxes__organization=F("organization")
    )
    return running(reading) & Q(pk__in=holders.values("pk"))


def of_people(keys: list[int], reading: Reading) -> Q:
    """Activities of these people."""
    return running(reading) & Q(exercise__practitioner__in=keys)


def in_structures(keys: list[int], reading: Reading) -> Q:
    """Activities in these structures."""
    return running(reading) & Q(organization__in=keys)


def has_role(value: Token, reading: Reading) -> Q:
    """Activities of this function, kind, mode or section; without a system, wherever the code is known."""
    if not value.code:
        return running(reading) & any_of(
            [~Q(**{column: ""}) for column, tables in CODES.items() if value.is_in(*map(system, tables))]
        )
    columns = [column for column, tables in CODES.items() if value.is_in(*map(system, tables))]
    if value.system is None:
        holding = [column for column in columns if any(_holds(table, value.code) for table in CODES[column])]
        columns = holding or columns
    return running(reading) & any_of([Q(**{column: value.code}) for column in columns])


def _holds(table: str, code: str) -> bool:
    return known_label(table, code) is not None
