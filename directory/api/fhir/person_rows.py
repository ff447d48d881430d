"""What practitioners and activities are made of, as the statements of `person_reading` bring it: plain tuples."""

from datetime import date, datetime
from typing import NamedTuple


class Person(NamedTuple):
    """One practitioner. authority_code: of the authority that answers for them (R60)."""

    key: int
    changed_at: datetime
    identifier_type: str
    identifier: str
    national_id: str
    civility_code: str
    family_name: str
    given_names: str
    authority_code: str
    is_listed: bool


class Exercise(NamedTuple):
    """One profession of one person, and the registration with its order."""

    person: int
    profession_code: str
    category_code: str
    civility_code: str
    order_code: str
    council_code: str
    registration_status_code: str
    registered_from: date | None
    struck_off_date: date | None
    valid_from: date | None
    valid_until: date | None
    runs: bool


class Expertise(NamedTuple):
    """One expertise of an exercise, both running."""

    person: int
    type_code: str
    code: str
    recognised_date: date | None
    given_up_date: date | None


class Diploma(NamedTuple):
    """One diploma."""

    person: int
    type_code: str
    type_label: str
    code: str
    label: str
    obtained_date: date | None


class Authorization(NamedTuple):
    """One authorization to practise that has not ended."""

    person: int
    type_code: str
    type_label: str
    discipline_code: str
    discipline_label: str
    profession_code: str
    valid_from: date | None
    valid_until: date | None


class Card(NamedTuple):
    """One card."""

    person: int
    type_code: str
    number: str
    valid_from: date
    valid_until: date
    blocked_date: date | None


class Box(NamedTuple):
    """One listed mailbox. owner: the person or the activity that shows it."""

    owner: int
    address: str
    kind: str
    service_label: str
    accepts_paperless: bool


class Activity(NamedTuple):
    """One activity of a person in a structure."""

    key: int
    changed_at: datetime
    person: int
    organization: int | None
    activity_kind_code: str
    mode_code: str
    role_code: str
    pharmacist_section_code: str
    authority_code: str | None
    valid_from: date | None
    valid_until: date | None
    runs: bool
