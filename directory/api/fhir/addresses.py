"""Addresses of structures: their parts as the French profile names them, and how they are found by place."""

from collections.abc import Callable
from operator import attrgetter

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, NullIf
from django.db.models.lookups import Contains, Exact, StartsWith

from directory.api.fhir.coding import system
from directory.api.fhir.errors import refuse_value
from directory.api.fhir.parameters import any_of
from directory.api.fhir.registry import FR_CORE, Reading
from directory.api.fhir.rows import Structure
from directory.api.fhir.writing import Resource
from directory.models import ADDRESS_CITY, ADDRESS_KEY, ADDRESS_LINE
from directory.models.functions import SearchKey
from directory.queries.name_words import split_words

INSEE_CODE = f"{FR_CORE}/StructureDefinition/fr-core-address-insee-code"
_COMMUNE = "TRE_R13-Commune"
_PART = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-"
_COLUMNS = {
    "careOf": "recipient_complement",
    "additionalLocator": "location_complement",
    "houseNumber": "street_number",
    "buildingNumberSuffix": "street_number_suffix",
    "streetNameType": "street_type_code",
    "streetNameBase": "street_name",
    "postBox": "distribution",
}
_PARTS = [_PART + name for name in _COLUMNS]
_line_of = attrgetter(*ADDRESS_LINE)
_parts_of = attrgetter(*_COLUMNS.values())
_COMMUNES = system(_COMMUNE)

Condition = Callable[[str, str, Reading], Q]


def address_of(structure: Structure) -> list[Resource]:
    """The address of a structure; empty when nothing of it is known."""
    known: Resource = {}
    if structure.commune_code:
        commune = {"system": _COMMUNES, "code": structure.commune_code}
        known["extension"] = [{"url": INSEE_CODE, "valueCoding": commune}]
    line = " ".join([part for part in _line_of(structure) if part])
    if line:
        parts = zip(_PARTS, _parts_of(structure), strict=True)
        known["line"] = [line]
        known["_line"] = [{"extension": [{"url": name, "valueString": part} for name, part in parts if part]}]
    members = (
        ("city", structure.commune_label or structure.cedex_office),
        ("district", structure.department_label or structure.department_code),
        ("postalCode", structure.postal_code),
        ("country", structure.country_code),
    )
    for name, value in members:
        if value:
            known[name] = value
    return [{"use": "work", "type": "physical", **known}] if known else []


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
