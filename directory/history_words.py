"""Former versions in words: what a thing and its columns are called, and values by the labels of their codes."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import queries
from directory.models import Organization, RegistrationAuthority
from directory.queries.history import Change, ChangeKind, RowChange

_SILENT: Final = frozenset(
    {
        "id",
        "load",
        "source_key",
        "created_at",
        "updated_at",
        "quality",
        "practitioner",
        "exercise",
        "is_test",
        "authority_code",  # the authority itself is shown
    }
)
_TABLES: Final[Mapping[str, str]] = {
    "category_code": "TRE_R09-CategorieProfessionnelle",
    "mode_code": "TRE_R23-ModeExercice",
    "sector_code": "TRE_R02-SecteurActivite",
    "pharmacist_section_code": "TRE_R06-SectionTableauCNOP",
    "activity_kind_code": "TRE_R22-GenreActivite",
    "order_code": "TRE_R82-Ordre",
    "registration_status_code": "TRE_R33-StatutInscription",
    "end_reason_code": "TRE_R25-MotifFinActivite",
    "identifier_type": "TRE_G08-TypeIdentifiantPersonne",
}
_TABLES_OF: Final[Mapping[tuple[str, str], str]] = {
    ("Expertise", "type_code"): "TRE_R04-TypeSavoirFaire",
    ("Expertise", "code"): "TRE_R38-SpecialiteOrdinale",
    ("ProfessionalExercise", "civility_code"): "TRE_R11-CiviliteExercice",
    ("SmartCard", "type_code"): "TRE_R87-TypeCarte",
}
_CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "ProfessionalExercise": ("profession_code", "category_code"),
    "PractitionerRole": ("role_code", "organization"),
    "Expertise": ("code",),
    "Diploma": ("label", "code"),
    "PracticeAuthorization": ("discipline_label", "type_label"),
    "Mailbox": ("address",),
    "SmartCard": ("type_code", "number"),
    "FormerIdentifier": ("national_id",),
}
Names = Mapping[tuple[type[Model], int], str]


def shown_fields(model: type[Model]) -> list[Any]:
    """The columns that people read, in the order of the model."""
    return [column for column in model._meta.local_fields if column.name not in _SILENT and not column.primary_key]


def worth_telling(changes: list[Change]) -> list[Change]:
    """Without rows of which nothing that people read has changed."""
    told = (
        (change, [row for row in change.rows if row.kind is not ChangeKind.UPDATED or changed_columns(row)])
        for change in changes
    )
    return [Change(change.at, rows, change.account, change.page, change.load) for change, rows in told if rows]


def changed_columns(row: RowChange) -> list[Any]:
    """Those of which both versions are known, and differ."""
    if row.before is None or row.after is None:
        return []
    return [
        column
        for column in shown_fields(row.model)
        if getattr(row.before, column.attname) != getattr(row.after, column.attname)
    ]


def names_of(versions: list[Any]) -> Names:
    """The names of structures and authorities that these versions point to; two queries."""
    keys: dict[type[Model], set[int]] = {Organization: set(), RegistrationAuthority: set()}
    for version in versions:
        for column, model in (("organization_id", Organization), ("authority_id", RegistrationAuthority)):
            key = getattr(version, column, None)
            if key is not None:
                keys[model].add(key)
    structures = Organization.objects.in_bulk(keys[Organization])
    authorities = RegistrationAuthority.objects.in_bulk(keys[RegistrationAuthority])
    return {
        **{(Organization, key): row.display_name for key, row in structures.items()},
        **{(RegistrationAuthority, key): row.name for key, row in authorities.items()},
    }


def call(model: type[Model], version: Any, names: Names) -> str:
    """What one row is called: `activité · Aide-soignant · EHPAD Les Tilleuls`."""
    kind = str(model._meta.verbose_name)
    columns = {column.name: column for column in model._meta.local_fields}
    parts = [value_words(columns[name], version, names) for name in _CALLED.get(model.__name__, ())]
    return " · ".join([kind[:1].upper() + kind[1:], *dict.fromkeys(part for part in parts if part)])


def value_words(column: "Field[Any, Any]", version: Any, names: Names) -> str:
    """One value as people read it; empty for none."""
    value = getattr(version, column.attname)
    if value is None or value == "":
        return ""
    if isinstance(column, ForeignKey):
        return names.get((column.related_model, value), f"n° {value}")
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    for kind, words in _PLAIN.items():
        if isinstance(value, kind):
            return words(value)
    return _code_words(column, str(value))


def _code_words(column: "Field[Any, Any]", value: str) -> str:
    if column.name == "profession_code":
        return queries.profession_label(value)
    if column.name == "role_code":
        table = "TRE_R21-Fonction" if value.startswith("FON-") else "TRE_R85-RolePriseCharge"
        return queries.label(table, value)
    table = _TABLES_OF.get((column.model.__name__, column.name)) or _TABLES.get(column.name, "")
    return queries.label(table, value) if table else value


def _instant(value: datetime) -> str:
    return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"


# In this order: a bool is an int, an instant is a day.
_PLAIN: Final[Mapping[type, Callable[[Any], str]]] = {
    bool: lambda value: _("yes") if value else _("no"),
    datetime: _instant,
    date: lambda value: f"{value:%d/%m/%Y}",
}
