"""The kinds of search parameters, and those that every type has."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q

from directory.api.fhir import values
from directory.api.fhir.errors import Refusal, refuse_value
from directory.api.fhir.registry import Asked, Parameter, ParameterKind, Reading, key_of
from directory.api.fhir.values import Instants, Token

NOTHING = Q(pk__in=())  # matches no row, and asks the database nothing
EVERYTHING = Q(pk__isnull=False)  # an empty Q beside another one says nothing: "or" would lose it
HL7 = "http://hl7.org/fhir/SearchParameter"


def any_of(conditions: Sequence[Q]) -> Q:
    """One of these; nothing when there is none."""
    return reduce(or_, conditions, NOTHING) if conditions else NOTHING


def token(name: str, where: Callable[[Token, Reading], Q], documentation: str, definition: str = "") -> Parameter:
    """A parameter whose values are codes; `where` answers for one of them."""

    def condition(asked: Asked, reading: Reading) -> Q:
        return any_of([where(value, reading) for value in values.tokens(asked)])

    return Parameter(name, ParameterKind.TOKEN, condition, documentation, definition)


def boolean(name: str, where: Callable[[Reading], Q], documentation: str, definition: str = "") -> Parameter:
    """A token parameter that takes `true` and `false`; `where` says which rows are true."""

    def condition(asked: Asked, reading: Reading) -> Q:
        codes = {value.code for value in values.tokens(asked)}
        if codes - {"true", "false"}:
            raise refuse_value(name, ",".join(asked.values), "true or false")
        if codes == {"true", "false"}:
            return Q()
        return where(reading) if codes == {"true"} else ~where(reading)

    return Parameter(name, ParameterKind.TOKEN, condition, documentation, definition)


def string(
    name: str,
    where: Callable[[str, str, Reading], Q],
    documentation: str,
    definition: str = "",
    modifiers: tuple[str, ...] = ("contains", "exact"),
) -> Parameter:
    """A parameter whose values are words; `where(text, modifier, reading)` answers for one of them, never empty."""

    def condition(asked: Asked, reading: Reading) -> Q:
        given = values.texts(asked)
        if not all(given):
            raise refuse_value(name, ",".join(asked.values), "some text between the commas")
        return any_of([where(text, asked.modifier, reading) for text in given])

    return Parameter(name, ParameterKind.STRING, condition, documentation, definition, modifiers)


def uri(name: str, where: Callable[[str, Reading], Q], documentation: str, definition: str = "") -> Parameter:
    """A parameter whose values are addresses, compared as they are."""

    def condition(asked: Asked, reading: Reading) -> Q:
        return any_of([where(text, reading) for text in values.texts(asked)])

    return Parameter(name, ParameterKind.URI, condition, documentation, definition)


def reference(
    name: str,
    target: str,
    number: str,
    where: Callable[[list[int], Reading], Q],
    documentation: str,
    definition: str = "",
) -> Parameter:
    """A parameter that names resources of type `target`, whose ids open with `number`; `where` takes their keys."""

    def condition(asked: Asked, reading: Reading) -> Q:
        named = [key_of(number, text) for text in values.references(asked, target, reading.base)]
        keys = [key for key in named if key is not None]
        return where(keys, reading) if keys else NOTHING

    return Parameter(name, ParameterKind.REFERENCE, condition, documentation, definition)


def code_in(column: str, system: str) -> Callable[[Token, Reading], Q]:
    """A token's condition: the column holds this code of that system; `system|` alone asks for any code of it."""

    def where(value: Token, _reading: Reading) -> Q:
        if not value.is_in(system):
            return NOTHING
        return Q(**{column: value.code}) if value.code else ~Q(**{column: ""})

    return where


def of_every_type(number: str, changed: str = "updated_at") -> tuple[Parameter, Parameter]:
    """`_id` and `_lastUpdated`. changed: the column that holds the instant of the last change."""

    def identified(asked: Asked, _reading: Reading) -> Q:
        keys = [key for text in values.texts(asked) if (key := key_of(number, text)) is not None]
        return Q(pk__in=keys)

    def changed_at(asked: Asked, reading: Reading) -> Q:
        return any_of([_compared(asked, value, changed, reading) for value in asked.values])

    return (
        Parameter("_id", ParameterKind.TOKEN, identified, "Ids of resources.", f"{HL7}/Resource-id"),
        Parameter(
            "_lastUpdated",
            ParameterKind.DATE,
            changed_at,
            f"What changed: gt, ge, lt, le and eq, at most {settings.FHIR_DELTA_DAYS} days back.",
            f"{HL7}/Resource-lastUpdated",
        ),
    )


def _compared(asked: Asked, value: str, column: str, reading: Reading) -> Q:
    instants = values.instants(asked.name, value)
    oldest = reading.now - timedelta(days=settings.FHIR_DELTA_DAYS)
    condition = _compare(column, instants)
    if condition is None:
        raise refuse_value(asked.name, value, "one of the prefixes gt, ge, lt, le and eq")
    # A day is whole: what changed thirty days ago is asked with the day's date
    if instants.comparison in {"gt", "ge", "eq"} and instants.end <= oldest:
        raise _too_old(value)
    if instants.comparison in {"lt", "le"}:
        if instants.start <= oldest:
            raise _too_old(value)
        return condition & Q(**{f"{column}__gte": oldest})
    return condition


def _compare(column: str, instants: Instants) -> Q | None:
    return {
        "eq": Q(**{f"{column}__gte": instants.start, f"{column}__lt": instants.end}),
        "ge": Q(**{f"{column}__gte": instants.start}),
        "gt": Q(**{f"{column}__gte": instants.end}),
        "lt": Q(**{f"{column}__lt": instants.start}),
        "le": Q(**{f"{column}__lt": instants.end}),
    }.get(instants.comparison)


def _too_old(value: str) -> Refusal:
    return Refusal(
        400,
        "value",
        f"_lastUpdated={value[:40]!r} reaches further back than {settings.FHIR_DELTA_DAYS} days: "
        "read all resources once, then what changed.",
    )
