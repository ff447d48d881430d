"""What tests of the API read: an application, the official codes, and one resource of every type."""

from datetime import date

import pytest

from directory.models import Concept, MailboxKind, OrganizationKind
from directory.vocabulary.nomenclatures import all_codes
from tests.factories.care_offer import EquipmentFactory, HealthcareServiceFactory, StructureMailboxFactory
from tests.factories.directory import (
    ExpertiseFactory,
    FormerIdentifierFactory,
    MailboxFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.qualifications import DiplomaFactory, PracticeAuthorizationFactory, SmartCardFactory
from tests.support.fhir import Program


@pytest.fixture
def program(db):
    return Program()


@pytest.fixture
def nomenclatures(db):
    """The official codes that ship with the product."""
    Concept.objects.bulk_create(
        Concept(
            table=code.table,
            oid=code.oid,
            code=code.code,
            label=code.label,
            valid_from=code.valid_from,
            valid_until=code.valid_until,
        )
        for code in all_codes()
    )


@pytest.fixture
def entity(db):
    """A legal entity."""
    return OrganizationFactory(
        technical_id="F750000017", finess="750000017", kind=OrganizationKind.LEGAL_ENTITY, siren="900000001"
    )


@pytest.fixture
def pharmacy(entity):
    """A site of which everything is known."""
    return OrganizationFactory(
        technical_id="F750123457",
        finess="750123457",
        siret="90000000100017",
        legal_name="PHARMACIE DE L'ÉTOILE",
        trade_name="Grande Pharmacie",
        parent=entity,
        sector_code="SA33",
        category_code="620",
        legal_status_code="72",
        recipient_complement="Accueil",
        street_number="12",
        street_number_suffix="bis",
        street_type_code="AV",
        street_type_label="Avenue",
        street_name="DU GÉNÉRAL LECLERC",
        distribution="BP 12",
        cedex_office="PARIS CEDEX 14",
        postal_code="75014",
        commune_code="75114",
        commune_label="Paris 14e",
        telephone="01 99 00 12 34",
        email="contact@etoile.test",
        pharmacy_licence="75#004321",
    )


@pytest.fixture
def doctor(db):
    """A physician of whom everything is known: registered, qualified, with cards and mailboxes."""
    person = PractitionerFactory(
        identifier="99700001235",
        civility_code="M",
        family_name="LE GOFF-MARTIN",
        given_names="Yann Marie",
        authority=RegistrationAuthorityFactory(code="CNOM", kind="ORDER", name="Ordre des médecins"),
    )
    exercise = ProfessionalExerciseFactory(
        practitioner=person,
        profession_code="10",
        category_code="C",
        civility_code="DR",
        order_code="CNOM",
        council_code="75",
        registered_from=date(2010, 1, 1),
        registration_status_code="D",
    )
    ExpertiseFactory(exercise=exercise, type_code="S", code="SM54", recognised_date=date(2012, 1, 1))
    DiplomaFactory(practitioner=person, code="DE28", label="DE Docteur en médecine")
    PracticeAuthorizationFactory(practitioner=person, profession_code="10")
    SmartCardFactory(practitioner=person, number="9900112233", opposed=True)
    MailboxFactory(practitioner=person, address="yann.legoff@medecin.mssante.test")
    FormerIdentifierFactory(practitioner=person, national_id="0750000011")
    return person


@pytest.fixture
def activity(doctor, pharmacy):
    """Where the doctor practises, with a mailbox there."""
    MailboxFactory(practitioner=doctor, organization=pharmacy, address="dr.legoff@etoile.mssante.test")
    return PractitionerRoleFactory(
        exercise=doctor.exercises.get(),
        organization=pharmacy,
        role_code="FON-01",
        activity_kind_code="GENR01",
        mode_code="L",
        sector_code="SA33",
    )


@pytest.fixture
def world(doctor, activity, pharmacy, entity):
    """One resource of every type, by type: its id. Others stand beside it."""
    StructureMailboxFactory(organization=pharmacy, address="officine@etoile.mssante.test")
    StructureMailboxFactory(
        organization=pharmacy,
        kind=MailboxKind.PERSONAL,
        practitioner=PractitionerFactory(practising=True),
        address="personne@etoile.mssante.test",
    )
    service = HealthcareServiceFactory(organization=pharmacy, identifier="11-75-00042")
    device = EquipmentFactory(organization=pharmacy, identifier="11-75-90042")
    other = PractitionerRoleFactory(activity_kind_code="GENR04")
    return {
        "Practitioner": f"003-{doctor.pk}",
        "PractitionerRole": f"005-{activity.pk}",
        "Organization": f"001-{pharmacy.pk}",
        "HealthcareService": f"004-{service.pk}",
        "Device": f"002-{device.pk}",
        "entity": f"001-{entity.pk}",
        "number": f"{activity.pk:010d}",
        "elsewhere": f"001-{other.organization_id}",
        "somebody": f"003-{other.exercise.practitioner_id}",
    }
