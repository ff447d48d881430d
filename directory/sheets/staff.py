"""Lines of a file of staff are previewed: each cell becomes a value or a fault. No row of the directory is read here.

django-import-export gathers values and faults; it is given no model, so that no identifier of a file can name a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import tablib
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource

from directory.sheets.cells import (
    CodeWidget,
    DateWidget,
    EmailWidget,
    MobileWidget,
    NameWidget,
    RppsWidget,
    SexWidget,
    StructureWidget,
    Vocabulary,
)
from directory.sheets.columns import COLUMNS
from directory.vocabulary.codes import ActivityKind

ROLES: Final = "TRE_R85-RolePriseCharge"
PROFESSIONS: Final = "TRE_R94-ProfessionSocial"
ACTIVITY_KINDS: Final = "TRE_R22-GenreActivite"


@dataclass(repr=False)
class StaffLine:
    """The values of one line; those of faulty cells are missing. structure: a primary key of the import's own.

    faults: code by key of column.
    """

    birth_family_name: str = ""
    given_names: str = ""
    birth_date: date | None = None
    sex_code: str = ""
    practice_family_name: str = ""
    email: str = ""
    mobile: str = ""
    structure: int | None = None
    role_code: str = ""
    profession_code: str = ""
    activity_kind_code: str = ""
    start_date: date | None = None
    rpps: str = ""
    faults: dict[str, str] = field(default_factory=dict)


class _NoRows(BaseInstanceLoader):  # type: ignore[misc]  # the library is untyped
    """There is nothing that a file could name."""


class _StaffResource(Resource):  # type: ignore[misc]  # the library is untyped
    """The columns and how each is read."""

    birth_family_name = Field("birth_family_name", "birth_family_name", NameWidget(is_needed=True))
    given_names = Field("given_names", "given_names", NameWidget(is_needed=True))
    birth_date = Field("birth_date", "birth_date", DateWidget())
    sex_code = Field("sex_code", "sex_code", SexWidget())
    practice_family_name = Field("practice_family_name", "practice_family_name", NameWidget(is_needed=False))
    email = Field("email", "email", EmailWidget())
    mobile = Field("mobile", "mobile", MobileWidget())
    structure = Field("structure", "structure", StructureWidget())
    role_code = Field("role_code", "role_code", CodeWidget(ROLES))
    profession_code = Field("profession_code", "profession_code", CodeWidget(PROFESSIONS, default=""))
    activity_kind_code = Field(
        "activity_kind_code",
        "activity_kind_code",
        CodeWidget(ACTIVITY_KINDS, default=ActivityKind.SOCIAL_CARE_SUPPORT.value),
    )
    start_date = Field("start_date", "start_date", DateWidget())
    rpps = Field("rpps", "rpps", RppsWidget())

    class Meta:
        instance_loader_class = _NoRows
        skip_diff = True
        use_transactions = False
        store_instance = True

    def get_or_init_instance(self, _instance_loader: Any, _row: Any) -> tuple[StaffLine, bool]:
        """Always a new value: nothing is looked up by what a file says."""
        return StaffLine(), True

    def validate_instance(self, instance: StaffLine, import_validation_errors: Any = None, **_kwargs: Any) -> None:
        """Faults stay on the line, beside the values of the other cells."""
        for key, errors in (import_validation_errors or {}).items():
            instance.faults[key] = errors[0].message

    def save_instance(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: a preview."""

    def save_m2m(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing either."""


def preview(
    lines: Sequence[Mapping[str, str]], *, vocabulary: Vocabulary, structures: Mapping[str, int], only: int | None
) -> list[StaffLine]:
    """One value a line, in order.

    lines: cells by key of column. structures: primary key by number, as `structure_key` writes them. only: of the
    structure that an empty cell means.
    """
    keys = [column.key for column in COLUMNS]
    data = tablib.Dataset(*([line.get(key, "") for key in keys] for line in lines), headers=keys)
    result = _StaffResource().import_data(data, vocabulary=vocabulary, structures=structures, only=only)
    for row in result.rows:
        if row.errors:  # the library gathers what went wrong in the program too, with the line: raised without it
            raise row.errors[0].error from None
    return [row.instance for row in result.rows]
