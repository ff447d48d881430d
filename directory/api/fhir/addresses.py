"""Addresses of structures: their parts as the French profile names them, and how they are found by place."""

from collections.abc import Callable

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, NullIf
from django.db.models.lookups import Contains, Exact, StartsWith

from directory.api.fhir.coding import system
from directory.api.fhir.errors import refuse_value
from directory.api.fhir.parameters import any_of
from directory.api.fhir.registry import FR_CORE, Reading, Resource
from directory.models import ADDRESS_CITY, ADDRESS_KEY, ADDRESS_LINE, Organization
from directory.models.functions import SearchKey
from directory.queries.name_words import split_words

INSEE_CODE = f"{FR_CORE}/StructureDefinition/fr-core-address-insee-code"
_COMMUNE = "TRE_R13-Commune"
_PART = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-"
_PARTS = {
    "careOf": "recipient_complement",
    "additionalLocator": "location_complement",
    "houseNumber": "street_number",
    "buildingNumberSuffix": "street_number_suffix",
    "streetNameType": "street_type_code",
    "streetNameBase": "street_name",
    "postBox": "distribution",
}

Condition = Callable[[str, str, Reading], Q]


def address_of(structure: Organization) -> list[Resource]:
    """The address of a structure, in a list that is empty when nothing of it is known."""
    address: Resource = {}
    if structure.commune_code:
        code = {"system": system(_COMMUNE), "code": structure.commune_code}
        address["extension"] = [{"url": INSEE_CODE, "valueCoding": code}]
    line = " ".join(part for name in ADDRESS_LINE if (part := getattr(structure, name)))
    if line:
        parts = {name: getattr(structure, column) for name, column in _PARTS.items()}
        address["line"] = [line]
        address["_line"] = [
            {"extension": [{"url": _PART + name, "valueString": part} for name, part in parts.items() if part]}
        ]
    members = {
        "city": structure.commune_label or structure.cedex_office,
        "district": structure.department_label or structure.department_code,
        "postalCode": structure.postal_code,
        "country": structure.country_code,
    }
    address |= {name: value for name, value in members.items() if value}
    return [{"use": "work", "type": "physical", **address}] if address else []


def in_address(text: str, modifier: str, _reading: Reading) -> Q:
    """A word of the address begins so; `contains`: a part of it; `exact`: one whole member."""
    key = _key("address", text)
    if modifier == "exact":
        members = [Q(**{column: text}) for column in ("postal_code", *ADDRESS_CITY)]
        return _near(key, modifier) & any_of([*members, _is_line(text)])
    return _near(key, modifier)


def in_line(text: str, modifier: str, _reading: Reading) -> Q:
    """A word of the line begins so; `contains`: a part of it; `exact`: the very line."""
    key = _key("address-line", text)
    if modifier == "exact":
        return _near(key, modifier) & _is_line(text)
    words = (part for column in ADDRESS_LINE for part in (Value(" "), F(column)))
    line = Concat(Value(" "), SearchKey(Concat(*words)), output_field=TextField())
    return _near(key, modifier) & Q(Contains(line, key if modifier else f" {key}"))


def in_columns(parameter: str, *columns: str) -> Condition:
    """The condition of a parameter whose member is one of these columns: its beginning, `contains`, `exact`."""

    def where(text: str, modifier: str, _reading: Reading) -> Q:
        key = _key(parameter, text)
        if modifier == "exact":
            return _near(key, modifier) & any_of([Q(**{column: text}) for column in columns])
        lookup = Contains if modifier else StartsWith
        return _near(key, modifier) & any_of([Q(lookup(SearchKey(F(column)), key)) for column in columns])

    return where


def _key(parameter: str, text: str) -> str:
    words = split_words(text)
    if not words:
        raise refuse_value(parameter, text, "at least one letter or digit")
    return " ".join(words)


def _near(key: str, modifier: str) -> Q:
    """What one index finds: the address holds these letters; where a word begins, unless a part is asked."""
    return Q(Contains(ADDRESS_KEY, key if modifier == "contains" else f" {key}"))


def _is_line(text: str) -> Q:
    """The line, as the resource shows it, is this text."""
    parts = [NullIf(F(column), Value("")) for column in ADDRESS_LINE]
    line = Func(Value(" "), *parts, function="concat_ws", output_field=TextField())
    return Q(Exact(line, text))
