"""What resources are made of, as the statements of `reading` and `structure_reading` bring it: plain tuples.

Days and instants are texts already, as FHIR writes them.
"""

from typing import NamedTuple


class Person(NamedTuple):
    """One practitioner. authority_code: of the authority that answers for them (R60)."""

    key: int
    changed_at: str
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
    registered_from: str | None
    struck_off_date: str | None
    valid_from: str | None
    valid_until: str | None
    runs: bool


class Expertise(NamedTuple):
    """One expertise of an exercise, both running."""

    person: int
    type_code: str
    code: str
    recognised_date: str | None
    given_up_date: str | None


class Diploma(NamedTuple):
    """One diploma."""

    person: int
    type_code: str
    type_label: str
    code: str
    label: str
    obtained_date: str | None


class Authorization(NamedTuple):
    """One authorization to practise that has not ended."""

    person: int
    type_code: str
    type_label: str
    discipline_code: str
    discipline_label: str
    profession_code: str
    valid_from: str | None
    valid_until: str | None


class Card(NamedTuple):
    """One card."""

    person: int
    type_code: str
    number: str
    valid_from: str
    valid_until: str
    blocked_date: str | None


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
    changed_at: str
    person: int
    organization: int | None
    activity_kind_code: str
    mode_code: str
    role_code: str
    pharmacist_section_code: str
    authority_code: str | None
    valid_from: str | None
    valid_until: str | None
    runs: bool


class Structure(NamedTuple):
    """One structure; the names are those of the model, after its key."""

    key: int
    changed_at: str
    is_open: bool
    opened_date: str | None
    closed_date: str | None
    parent_id: int | None
    kind: str
    technical_id: str
    finess: str
    siren: str
    siret: str
    legal_name: str
    trade_name: str
    sector_code: str
    category_code: str
    legal_status_code: str
    pharmacy_licence: str
    telephone: str
    telephone_2: str
    fax: str
    email: str
    region_code: str
    department_code: str
    department_label: str
    recipient_complement: str
    location_complement: str
    street_number: str
    street_number_suffix: str
    street_type_code: str
    street_type_label: str
    street_name: str
    distribution: str
    cedex_office: str
    postal_code: str
    commune_code: str
    commune_label: str
    country_code: str
