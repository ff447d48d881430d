"""A step of enrolment and exercise: codes must be open on the day, dates in order."""

from datetime import date

from directory.errors import InvalidPractice
from directory.models import Concept
from directory.policy import EARLIEST_START, LATEST_START, OLDEST_AGE, YOUNGEST_AGE
from directory.workflows.applicant import Practice

ROLES = "TRE_R85-RolePriseCharge"
PROFESSIONS = "TRE_R94-ProfessionSocial"
ACTIVITY_KINDS = "TRE_R22-GenreActivite"
SECTORS = "TRE_R02-SecteurActivite"


def check_practice(practice: Practice, *, today: date) -> None:
    """Raises InvalidPractice: field and reason (closed_code, too_early, too_late)."""
    check_role(
        role_code=practice.role_code,
        profession_code=practice.profession_code,
        start_date=practice.start_date,
        today=today,
    )
    check_activity_kind(practice.activity_kind_code, start_date=practice.start_date, today=today)


def check_role(*, role_code: str, profession_code: str, start_date: date, today: date) -> None:
    """What somebody does and since when. Raises InvalidPractice, as above. profession_code: may be empty."""
    check_start(start_date, today=today)
    days = _days(start_date, today)
    _require_open("role_code", ROLES, role_code, days)
    if profession_code:
        _require_open("profession_code", PROFESSIONS, profession_code, days)


def check_start(start_date: date, *, today: date) -> None:
    """Raises InvalidPractice (too_early, too_late)."""
    if start_date > today + LATEST_START:
        raise InvalidPractice(field="start_date", reason="too_late")
    if start_date < today - EARLIEST_START:
        raise InvalidPractice(field="start_date", reason="too_early")


def check_activity_kind(code: str, *, start_date: date, today: date) -> None:
    """Raises InvalidPractice (closed_code)."""
    _require_open("activity_kind_code", ACTIVITY_KINDS, code, _days(start_date, today))


def check_sector(code: str, *, today: date) -> None:
    """Raises InvalidPractice (closed_code)."""
    _require_open("sector_code", SECTORS, code, {today})


def check_birth_date(birth_date: date, *, today: date) -> None:
    """Raises InvalidPractice when nobody of that age is registered: the date was mistyped."""
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    if not YOUNGEST_AGE <= age <= OLDEST_AGE:
        raise InvalidPractice(field="birth_date", reason="age")


def _days(start: date, today: date) -> set[date]:
    """What has closed since the start gives no right to somebody who is registered today."""
    return {start, max(start, today)}


def _require_open(field: str, table: str, code: str, days: set[date]) -> None:
    """The code is of the table as the directory holds it, and open on each of these days."""
    codes = Concept.objects.filter(table=table, code=code)
    for day in days:
        codes = codes.open_on(day)
    if not codes.exists():
        raise InvalidPractice(field=field, reason="closed_code")
