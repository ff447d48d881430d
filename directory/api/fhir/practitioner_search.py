"""How practitioners are found. What a stub no longer shows does not find it: only who practises has a name here."""

from django.db.models import Q

from directory.api.fhir.coding import AUTHORITY, system
from directory.api.fhir.mailboxes import listed
from directory.api.fhir.names import NameCondition, by_name
from directory.api.fhir.parameters import EVERYTHING, NOTHING
from directory.api.fhir.practitioner_parts import CARD_TYPE
from directory.api.fhir.qualifications import LISTED
from directory.api.fhir.registry import Reading
from directory.api.fhir.values import Token
from directory.models import RegistrationAuthority, SmartCard

RPPS_SYSTEM = "RPPS"
_CARD_MODIFIERS = {"": "startswith", "contains": "contains", "exact": "exact"}


def is_active(_reading: Reading) -> Q:
    """People who practise, as the directory lists them."""
    return LISTED


def named(parameter: str, columns: dict[str, str]) -> NameCondition:
    """The condition of a name parameter, see `names.by_name`."""
    condition = by_name(parameter, columns)
    return lambda text, modifier, reading: LISTED & condition(text, modifier, reading)


def has_system(value: Token, _reading: Reading) -> Q:
    """All of them come from the register of professionals."""
    return EVERYTHING if value.code == RPPS_SYSTEM else NOTHING


def has_authority(value: Token, _reading: Reading) -> Q:
    """People for whom this authority answers."""
    if not value.is_in(system(AUTHORITY)) or not value.code:
        return NOTHING
    return Q(authority__in=authorities(value.code))


def authorities(code: str) -> list[int]:
    """Primary keys of the authorities of this code; they are few, and read first so that an index finds the rest."""
    return list(RegistrationAuthority.objects.filter(code=code).values_list("pk", flat=True))


def has_mailbox(text: str, modifier: str, _reading: Reading) -> Q:
    """People whose own mailbox has this address; one that they hold in a structure is their activity's."""
    boxes = listed(text, modifier).filter(practitioner__isnull=False, organization__isnull=True)
    return LISTED & Q(pk__in=boxes.values("practitioner"))


def has_card_number(text: str, modifier: str, _reading: Reading) -> Q:
    """The number of a card: its beginning, a part, the very number."""
    cards = SmartCard.objects.filter(**{f"number__{_CARD_MODIFIERS[modifier]}": text})
    return LISTED & Q(pk__in=cards.values("practitioner"))


def has_card_type(value: Token, _reading: Reading) -> Q:
    """People who hold a card of this type; `system|` alone: of any."""
    if not value.is_in(system(CARD_TYPE)):
        return NOTHING
    cards = SmartCard.objects.filter(type_code=value.code) if value.code else SmartCard.objects.all()
    return LISTED & Q(pk__in=cards.values("practitioner"))
