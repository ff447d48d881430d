"""The test people are made: what is missing of the catalogue, and nothing else. Nobody real is ever touched."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from directory import journal
from directory.models import (
    AuthorityKind,
    CivilIdentity,
    ContactKind,
    ContactPoint,
    Expertise,
    FormerIdentifier,
    IdentifierOrigin,
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
    SmartCard,
    VerificationSource,
)
from directory.vocabulary.authorities import NATIONAL_OPERATOR
from directory.vocabulary.codes import ActivityKind, ActivityMode, ExpertiseKind, IdentifierType, ProfessionalCategory
from oidc.vocabulary import SandboxCase
from oidc.workflows.sandbox.cards import make_seeded_card
from oidc.workflows.sandbox.catalogue import CATALOGUE, ORDER_NAMES, SandboxPerson, Work

SINCE = date(2020, 1, 1)
_SECTOR = "SA01"  # public hospital
_SPECIALTIES = {"10": "SM54"}  # general practice
_SECTIONS = {"FON-05": "D", "FON-37": "H"}  # of pharmacists: of a pharmacy, of a hospital
# technical identifier, names, street, commune
_PLACES = (
    ("F759990011", "CH DU BAC A SABLE", "Centre hospitalier du Bac à sable", "RUE DES ESSAIS", "75112"),
    ("F759990029", "CENTRE DE SANTE DU PRE", "Centre de santé du Pré", "RUE DES ÉPREUVES", "75120"),
)


def make_test_people(*, now: datetime) -> int:
    """Make those that are missing; how many. Safe to run at every start, and twice at once."""
    with transaction.atomic():
        known = set(
            Practitioner.objects.filter(national_id__in=[one.national_id for one in CATALOGUE]).values_list(
                "national_id", flat=True
            )
        )
        missing = [one for one in CATALOGUE if one.national_id not in known]
        if not missing:
            return 0
        places = [_make_place(*place) for place in _PLACES]
        for person in missing:
            _make(person, places, now)
        journal.record(action="oidc.test_people_made", now=now, count=len(missing))
    return len(missing)


def _make_place(technical_id: str, legal_name: str, trade_name: str, street: str, commune: str) -> Organization:
    return Organization.objects.get_or_create(
        technical_id=technical_id,
        defaults={
            "kind": OrganizationKind.SITE,
            "finess": technical_id[1:],
            "legal_name": legal_name,
            "trade_name": trade_name,
            "sector_code": _SECTOR,
            "street_number": "1",
            "street_type_code": "R",
            "street_type_label": "Rue",
            "street_name": street.removeprefix("RUE "),
            "postal_code": f"750{commune[3:]}",
            "commune_code": commune,
            "commune_label": "Paris",
            "cedex_office": f"750{commune[3:]} PARIS",
            "department_code": "75",
            "department_label": "Paris",
            "region_code": "11",
            "is_test": True,
        },
    )[0]


def _authority(code: str) -> RegistrationAuthority:
    """The test authority of this code: an order, or the national operator for who has none."""
    return RegistrationAuthority.objects.get_or_create(
        code=code or NATIONAL_OPERATOR,
        organization=None,
        department_code="",
        is_test=True,
        defaults={
            "kind": AuthorityKind.ORDER if code else AuthorityKind.NATIONAL,
            "name": ORDER_NAMES.get(code, "Opérateur national"),
        },
    )[0]


def _make(person: SandboxPerson, places: list[Organization], now: datetime) -> None:
    authority = _authority(person.works[0].order)
    practitioner = Practitioner.objects.create(
        national_id=person.national_id,
        identifier_type=IdentifierType.RPPS.value,
        identifier=person.national_id[1:],
        civility_code=person.civility,
        family_name=person.family_name,
        given_names=person.given_name,
        authority=authority,
        authority_code=authority.code,
        is_test=True,
        created_at=now,
        updated_at=now,
    )
    CivilIdentity.objects.create(
        practitioner=practitioner,
        birth_family_name=person.family_name,
        given_names=person.given_name,
        birth_date=person.birth_date,
        sex_code="M" if person.civility == "M" else "F",
    )
    for work in person.works:
        _make_exercise(person, practitioner, work, places, now)
    _make_contacts(person, practitioner, now)
    if person.former_number:
        FormerIdentifier.objects.get_or_create(
            national_id=person.former_number,
            ended_at=None,
            defaults={"practitioner": practitioner, "origin": IdentifierOrigin.CORRESPONDENCE, "created_at": now},
        )
    if person.case is SandboxCase.OPPOSED:
        _oppose(person, practitioner, now)
    make_seeded_card(person, practitioner, now=now)


def _make_exercise(
    person: SandboxPerson, practitioner: Practitioner, work: Work, places: list[Organization], now: datetime
) -> None:
    authority = _authority(work.order)
    is_closed = person.case is SandboxCase.CLOSED
    exercise = ProfessionalExercise.objects.create(
        practitioner=practitioner,
        profession_code=work.profession,
        category_code=person.category,
        civility_code="DR" if work.profession in {"10", "21", "40"} else "",
        practice_family_name=person.family_name,
        practice_given_name=person.given_name,
        authority=authority,
        authority_code=authority.code,
        order_code=work.order,
        registered_from=SINCE if work.order else None,
        struck_off_date=timezone.localdate(now) - timedelta(days=30) if is_closed else None,
        valid_from=SINCE,
    )
    if work.profession in _SPECIALTIES and person.category == ProfessionalCategory.CIVILIAN.value:
        Expertise.objects.create(
            exercise=exercise, type_code=ExpertiseKind.SPECIALTY.value, code=_SPECIALTIES[work.profession]
        )
    for place in places[: work.places]:
        PractitionerRole.objects.create(
            exercise=exercise,
            organization=place,
            mode_code=ActivityMode.EMPLOYED.value,
            sector_code=place.sector_code,
            role_code=work.role,
            pharmacist_section_code=_SECTIONS.get(work.role, ""),
            activity_kind_code=ActivityKind.CARE.value,
            authority=authority,
            authority_code=authority.code,
            valid_from=SINCE,
        )


def _make_contacts(person: SandboxPerson, practitioner: Practitioner, now: datetime) -> None:
    """Proven, as the restricted national extract would bring them."""
    proven = {"verified_at": now, "verified_by": VerificationSource.EXTRACT, "settled_at": now, "created_at": now}
    for kind, name, value in (
        (ContactKind.EMAIL, "email", person.email),
        (ContactKind.MOBILE, "mobile", person.mobile),
    ):
        if value:
            ContactPoint.objects.create(practitioner=practitioner, kind=kind, **{name: value}, **proven)


def _oppose(person: SandboxPerson, practitioner: Practitioner, now: datetime) -> None:
    today = timezone.localdate(now)
    SmartCard.objects.create(
        practitioner=practitioner,
        type_code="CPS",
        number=f"997{person.order:07d}",
        valid_from=today - timedelta(days=400),
        valid_until=today + timedelta(days=600),
        blocked_date=today - timedelta(days=1),
    )
