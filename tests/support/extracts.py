"""Official files for tests: a few people whose lines are told by hand, and loads that are driven to an end."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from directory.extract.layouts import FIELDS_OF, FileKind, file_name
from directory.extract.writer import write_extract
from directory.identifiers import make_rpps
from directory.models import (
    Expertise,
    Organization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RefusedLine,
    RegistrationAuthority,
)
from directory.workflows import loading

Line = dict[str, str]

HOME = {
    "structure_id": "F359000007",
    "site_finess": "359000007",
    "legal_finess": "359010006",
    "legal_name": "EHPAD LES TILLEULS",
    "trade_name": "EHPAD Les Tilleuls",
    "postal_code": "35000",
    "commune_code": "35238",
    "commune_name": "Rennes",
    "sector_code": "SA17",
    "mode_code": "S",
}
PRACTICE = {"structure_id": "R99700000013018", "postal_code": "20200", "sector_code": "SA07", "mode_code": "L"}
_DAY = "202603170000"


def nurse(order: int = 9970000001, **fields: str) -> Line:
    """A nurse of the order, who works in a home for the elderly."""
    rpps = make_rpps(order)
    return {
        "identifier_type": "8",
        "identifier": rpps,
        "national_id": f"8{rpps}",
        "civility_code": "MME",
        "family_name": "LE GOFF",
        "given_name": "Maëlle",
        "profession_code": "60",
        "category_code": "C",
        "role_code": "FON-33",
        "activity_kind_code": "GENR01",
        "authority": "ONI/ONI/ONI",
        **HOME,
        **fields,
    }


def assistant(order: int = 9970000002, **fields: str) -> Line:
    """A care assistant whom that home registered."""
    return nurse(order, **{"profession_code": "", "role_code": "313", "authority": "ENREG/ENREG/ENREG", **fields})


def specialist(order: int = 9970000003, **fields: str) -> Line:
    """A physician with a specialty."""
    return nurse(
        order,
        **{
            "profession_code": "10",
            "authority": "CNOM/CNOM/CNOM",
            "expertise_kind_code": "S",
            "expertise_code": "SM26",
            **fields,
        },
    )


def graduate(order: int = 9970000003, **fields: str) -> Line:
    """A line of the file of diplomas."""
    return nurse(
        order,
        **{
            "diploma_type_code": "DE",
            "diploma_type_label": "Diplôme d'État français",
            "diploma_code": "DE10",
            "diploma_label": "DE Docteur en médecine",
            **fields,
        },
    )


def known(order: int = 9970000001, **fields: str) -> Line:
    """A line of the restricted file about that nurse: born in Rennes, with both contacts."""
    return nurse(
        order,
        **{
            "birth_family_name": "LE GOFF",
            "birth_given_names": "Maëlle'Anne''",
            "birth_date": "29/02/1988",
            "birth_commune_code": "35238",
            "birth_country_code": "99000",
            "birth_place": "RENNES",
            "sex_code": "F",
            "contact_phone": "06 39 98 00 01",
            "contact_email": "maelle@exemple.test",
            **fields,
        },
    )


def write_file(
    folder: Path,
    *lines: Line,
    kind: FileKind = FileKind.ACTIVITIES,
    columns: int | None = None,
    extra: bytes = b"",
    day: str = _DAY,
) -> Path:
    """A file of a kind under its official name. columns: of an older generation. extra: bytes after the last line."""
    out = io.BytesIO()
    rows = ([line.get(name, "") for name in FIELDS_OF[kind]] for line in lines)
    write_extract(out, rows, kind=kind, columns=columns)
    path = folder / file_name(kind, day)
    path.write_bytes(out.getvalue() + extra)
    return path


def load(path: Path, now: datetime) -> loading.LoadOutcome:
    """Give a file and drive its load as far as it goes."""
    return _drive(loading.receive(paths=[path], now=now), now)


def load_by_force(path: Path, now: datetime) -> loading.LoadOutcome:
    """The same whatever it changes, even when it is the file that was last."""
    return _drive(loading.receive_forced(paths=[path], now=now), now)


def snapshot() -> list[list[dict[str, Any]]]:
    """Every row that files of people and activities write, with its primary key."""
    models = (Organization, RegistrationAuthority, Practitioner, ProfessionalExercise, Expertise, PractitionerRole)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def _drive(loads: list[Any], now: datetime) -> loading.LoadOutcome:
    (received,) = loads
    return loading.advance(load_id=received.pk, now=now)


def told_lines(outcome: loading.LoadOutcome) -> list[tuple[int, str, bool]]:
    """What the report of a load says: line, reason, and whether the rest of the line was used."""
    rows = RefusedLine.objects.filter(load=outcome.load_id).order_by("line_number", "fault")
    return list(rows.values_list("line_number", "fault", "is_used"))
