"""Rows of the directory for tests: valid by default, situations as traits; test people only, dates fixed."""

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.conf import settings
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from directory.codes import target_digest
from directory.identifiers import make_rpps
from directory.models import (
    Account,
    AuditEvent,
    AuthorityKind,
    CivilIdentity,
    Concept,
    ContactKind,
    ContactPoint,
    ContactProposal,
    Enrolment,
    EnrolmentAnswers,
    EnrolmentRequest,
    Expertise,
    FormerIdentifier,
    IdentifierOrigin,
    Mailbox,
    MailboxKind,
    Mandate,
    MandateRole,
    MessageChannel,
    Organization,
    OrganizationKind,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
    VerificationSource,
)
from directory.policy import TERMS_VERSION
from directory.vocabulary.requests import RequestOrigin, RequestState

LONG_AGO = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
STAFF_PASSWORD = "correct horse battery staple"


# What a person types in a request
TYPED: dict[str, Any] = {
    "mobile": "+33639980202",
    "birth_family_name": "Marchand",
    "given_names": "Rose Élise",
    "birth_date": date(1992, 6, 11),
    "sex_code": "F",
    "role_code": "313",
    "start_date": date(2026, 3, 2),
}


class OrganizationFactory(DjangoModelFactory[Organization]):
    """A site in Île-de-France (region 11)."""

    class Meta:
        model = Organization

    class Params:
        legal_entity = factory.Trait(kind=OrganizationKind.LEGAL_ENTITY)
        in_brittany = factory.Trait(
            region_code="53", department_code="35", postal_code="35000", commune_label="Rennes", commune_code="35238"
        )

    kind = OrganizationKind.SITE
    technical_id = factory.Sequence(lambda n: f"R{90000000000000 + n}")
    legal_name = factory.Sequence(lambda n: f"RESIDENCE DES TILLEULS {n}")
    trade_name = factory.Sequence(lambda n: f"EHPAD Les Tilleuls {n}")
    sector_code = "SA17"
    postal_code = "75011"
    commune_code = "75111"
    commune_label = "Paris"
    department_code = "75"
    region_code = "11"
    is_test = True


class RegistrationAuthorityFactory(DjangoModelFactory[RegistrationAuthority]):
    """A test authority; national unless a trait says otherwise."""

    class Meta:
        model = RegistrationAuthority
        django_get_or_create = ("code", "department_code", "organization", "is_test")

    class Params:
        local = factory.Trait(
            code="ENREG",
            kind=AuthorityKind.LOCAL,
            organization=factory.SubFactory(OrganizationFactory),
            name=factory.SelfAttribute("organization.trade_name"),
        )
        regional = factory.Trait(code="ARS-11", kind=AuthorityKind.REGIONAL, region_code="11", name="ARS Île-de-France")
        order = factory.Trait(code="ONI", kind=AuthorityKind.ORDER, name="Ordre des infirmiers")

    code = factory.Sequence(lambda n: f"NAT-{n}")
    kind = AuthorityKind.NATIONAL
    department_code = ""
    organization = None
    name = "Opérateur national"
    telephone = "01 99 00 00 00"
    email = "contact@autorite.test"
    is_test = True


class AccountFactory(DjangoModelFactory[Account]):
    """A member of staff with a password and no second factor."""

    class Meta:
        model = Account

    class Params:
        operator = factory.Trait(is_superuser=True)
        outsider = factory.Trait(is_staff=False)

    username = factory.Sequence(lambda n: f"staff-{n}@annuaire.test")
    email = factory.SelfAttribute("username")
    display_name = factory.Sequence(lambda n: f"Camille Agent {n}")
    is_staff = True
    password = factory.LazyFunction(lambda: make_password(STAFF_PASSWORD))
    date_joined = LONG_AGO


class MandateFactory(DjangoModelFactory[Mandate]):
    """A registrar of a structure, since long ago, who accepted the terms in force. newcomer: who did not."""

    class Meta:
        model = Mandate

    class Params:
        agent = factory.Trait(
            role=MandateRole.AGENT, authority=factory.SubFactory(RegistrationAuthorityFactory, regional=True)
        )
        officer = factory.Trait(
            role=MandateRole.ORDER_OFFICER, authority=factory.SubFactory(RegistrationAuthorityFactory, order=True)
        )
        manager = factory.Trait(
            role=MandateRole.MANAGER, authority=factory.SubFactory(RegistrationAuthorityFactory, regional=True)
        )
        representative = factory.Trait(role=MandateRole.REPRESENTATIVE)
        operator = factory.Trait(role=MandateRole.OPERATOR, authority=factory.SubFactory(RegistrationAuthorityFactory))
        auditor = factory.Trait(role=MandateRole.AUDITOR, authority=factory.SubFactory(RegistrationAuthorityFactory))
        support = factory.Trait(role=MandateRole.SUPPORT, authority=factory.SubFactory(RegistrationAuthorityFactory))
        reviewer = factory.Trait(role=MandateRole.REVIEWER, authority=factory.SubFactory(RegistrationAuthorityFactory))
        delegate = factory.Trait(role=MandateRole.DELEGATE)
        newcomer = factory.Trait(terms_version="", terms_accepted_at=None)
        ended = factory.Trait(valid_until=LONG_AGO + timedelta(days=1))

    account = factory.SubFactory(AccountFactory)
    authority = factory.SubFactory(RegistrationAuthorityFactory, local=True)
    role = MandateRole.REGISTRAR
    valid_from = LONG_AGO
    terms_version = TERMS_VERSION
    terms_accepted_at = LONG_AGO


class PractitionerFactory(DjangoModelFactory[Practitioner]):
    """A test person with an RPPS number in 997… and nothing else.

    practising: one open role. reachable: both contacts verified and settled. ready: both, for an activation.
    """

    class Meta:
        model = Practitioner
        skip_postgeneration_save = True

    class Params:
        rank = factory.Sequence(lambda n: n)
        practising = factory.Trait(
            open_role=factory.RelatedFactory(
                "tests.factories.directory.PractitionerRoleFactory", factory_related_name="exercise__practitioner"
            )
        )
        reachable = factory.Trait(
            email_contact=factory.RelatedFactory(
                "tests.factories.directory.ContactPointFactory", factory_related_name="practitioner", verified=True
            ),
            mobile_contact=factory.RelatedFactory(
                "tests.factories.directory.ContactPointFactory",
                factory_related_name="practitioner",
                mobile_phone=True,
                verified=True,
            ),
        )
        ready = factory.Trait(practising=True, reachable=True)
        identified = factory.Trait(
            civil=factory.RelatedFactory(
                "tests.factories.directory.CivilIdentityFactory", factory_related_name="practitioner"
            )
        )
        dead = factory.Trait(deceased_date=date(2024, 6, 1))
        real = factory.Trait(
            identifier=factory.LazyAttribute(lambda row: make_rpps(1_000_000_000 + row.rank)),
            authority=factory.SubFactory(RegistrationAuthorityFactory, is_test=False),
            is_test=False,
        )

    # Far from the numbers that enrolment and the sample extract allot
    identifier = factory.LazyAttribute(lambda row: make_rpps(9_979_000_000 + row.rank))
    identifier_type = "8"
    national_id = factory.LazyAttribute(lambda row: f"{row.identifier_type}{row.identifier}")
    civility_code = "MME"
    family_name = "DUPONT-LÉGER"
    given_names = "Éloïse"
    authority = factory.SubFactory(RegistrationAuthorityFactory, local=True)
    is_test = True
    created_at = LONG_AGO
    updated_at = LONG_AGO


class CivilIdentityFactory(DjangoModelFactory[CivilIdentity]):
    """The civil identity of a person, born on 4 March 1985."""

    class Meta:
        model = CivilIdentity

    practitioner = factory.SubFactory(PractitionerFactory)
    birth_family_name = factory.SelfAttribute("practitioner.family_name")
    given_names = factory.SelfAttribute("practitioner.given_names")
    birth_date = date(1985, 3, 4)
    sex_code = "F"


class ProfessionalExerciseFactory(DjangoModelFactory[ProfessionalExercise]):
    """A civilian nurse without an order."""

    class Meta:
        model = ProfessionalExercise
        django_get_or_create = ("practitioner", "profession_code", "category_code")

    class Params:
        of_order = factory.Trait(order_code="ONI", registered_from=date(2020, 1, 1))
        struck_off = factory.Trait(of_order=True, struck_off_date=date(2024, 2, 1))

    practitioner = factory.SubFactory(PractitionerFactory)
    profession_code = "60"
    category_code = "C"
    civility_code = "MME"
    practice_family_name = factory.SelfAttribute("practitioner.family_name")
    practice_given_name = factory.SelfAttribute("practitioner.given_names")
    authority = factory.SelfAttribute("practitioner.authority")
    authority_code = factory.SelfAttribute("practitioner.authority.code")
    valid_from = date(2020, 1, 1)


class PractitionerRoleFactory(DjangoModelFactory[PractitionerRole]):
    """An open salaried role in a structure of Île-de-France."""

    class Meta:
        model = PractitionerRole

    class Params:
        ended = factory.Trait(valid_until=date(2022, 1, 1))

    exercise = factory.SubFactory(ProfessionalExerciseFactory)
    organization = factory.SubFactory(OrganizationFactory)
    mode_code = "S"
    sector_code = "SA17"
    role_code = "313"
    activity_kind_code = "GENR01"
    authority = factory.SelfAttribute("exercise.authority")
    authority_code = factory.SelfAttribute("exercise.authority_code")
    valid_from = date(2020, 1, 1)


class ExpertiseFactory(DjangoModelFactory[Expertise]):
    """The specialty of a general practitioner."""

    class Meta:
        model = Expertise

    exercise = factory.SubFactory(ProfessionalExerciseFactory)
    type_code = "S"
    code = "SM54"


class MailboxFactory(DjangoModelFactory[Mailbox]):
    """A secure mailbox of a person, in no structure."""

    class Meta:
        model = Mailbox

    class Params:
        unlisted = factory.Trait(is_unlisted=True)

    address = factory.Sequence(lambda n: f"boite-{n}@exemple.mssante.test")
    kind = MailboxKind.PERSONAL
    practitioner = factory.SubFactory(PractitionerFactory)
    telephone = "01 99 00 77 77"


class FormerIdentifierFactory(DjangoModelFactory[FormerIdentifier]):
    """An ADELI number that was replaced."""

    class Meta:
        model = FormerIdentifier

    class Params:
        ended = factory.Trait(ended_at=LONG_AGO + timedelta(days=1))

    practitioner = factory.SubFactory(PractitionerFactory)
    national_id = factory.Sequence(lambda n: f"075{n % 10_000_000:07d}")
    origin = IdentifierOrigin.CORRESPONDENCE
    created_at = LONG_AGO


class ContactPointFactory(DjangoModelFactory[ContactPoint]):
    """An e-mail address, not verified."""

    class Meta:
        model = ContactPoint

    class Params:
        mobile_phone = factory.Trait(
            kind=ContactKind.MOBILE, email="", mobile=factory.Sequence(lambda n: f"+336{39980000 + n % 10000}")
        )
        verified = factory.Trait(verified_at=LONG_AGO, verified_by=VerificationSource.CODE, settled_at=LONG_AGO)
        unsettled = factory.Trait(
            verified_at=LONG_AGO, verified_by=VerificationSource.CODE, settled_at=datetime(2099, 1, 1, tzinfo=UTC)
        )
        attested = factory.Trait(
            verified_at=LONG_AGO,
            verified_by=VerificationSource.ATTESTED,
            settled_at=LONG_AGO,
            attested_at=LONG_AGO,
            attested_by=factory.SubFactory("tests.factories.directory.AccountFactory"),
        )
        unreachable = factory.Trait(bounced_at=LONG_AGO, bounce_reason="UNKNOWN")
        replaced = factory.Trait(ended_at=LONG_AGO + timedelta(days=1))

    practitioner = factory.SubFactory(PractitionerFactory)
    kind = ContactKind.EMAIL
    email = factory.Sequence(lambda n: f"personne-{n}@exemple.test")
    mobile = ""
    created_at = LONG_AGO


class ContactProposalFactory(DjangoModelFactory[ContactProposal]):
    """Another e-mail address, which a structure proposes and nobody has answered."""

    class Meta:
        model = ContactProposal

    class Params:
        refused = factory.Trait(state="REFUSED", email="", reason="Adresse inconnue", closed_at=LONG_AGO)
        accepted = factory.Trait(state="ACCEPTED", decided_at=LONG_AGO)

    practitioner = factory.SubFactory(PractitionerFactory)
    kind = ContactKind.EMAIL
    email = factory.Sequence(lambda n: f"nouvelle-{n}@exemple.test")
    authority = factory.SubFactory(RegistrationAuthorityFactory, local=True)
    proposed_by = factory.SubFactory(AccountFactory)
    proposed_at = LONG_AGO
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    """A registration by a structure."""

    class Meta:
        model = Enrolment

    practitioner = factory.SubFactory(PractitionerFactory)
    authority = factory.SelfAttribute("practitioner.authority")
    role = factory.SubFactory(PractitionerRoleFactory, exercise__practitioner=factory.SelfAttribute("...practitioner"))
    enrolled_by = factory.SubFactory(AccountFactory)
    enrolled_at = LONG_AGO


class EnrolmentRequestFactory(DjangoModelFactory[EnrolmentRequest]):
    """A request that a person sent to a structure, both contacts proven, with everything typed; it never expires.

    invited: an invitation that nobody has followed. draft: begun, nothing typed. asked: a question waits. refused.
    """

    class Meta:
        model = EnrolmentRequest
        skip_postgeneration_save = True

    class Params:
        invited = factory.Trait(
            origin=RequestOrigin.INVITATION,
            state=RequestState.INVITED,
            email_verified_at=None,
            mobile_verified_at=None,
            submitted_at=None,
        )
        draft = factory.Trait(state=RequestState.DRAFT, mobile_verified_at=None, submitted_at=None)
        asked = factory.Trait(state=RequestState.ASKED)
        refused = factory.Trait(state=RequestState.REFUSED, closed_at=LONG_AGO + timedelta(days=1))

    organization = factory.SubFactory(OrganizationFactory)
    authority = factory.LazyAttribute(
        lambda row: RegistrationAuthorityFactory(local=True, organization=row.organization)
    )
    origin = RequestOrigin.PERSON
    state = RequestState.SUBMITTED
    email_digest = factory.LazyFunction(lambda: secrets.token_bytes(32))  # of the address, once it is typed below
    email_verified_at = LONG_AGO
    mobile_verified_at = LONG_AGO
    created_at = LONG_AGO
    submitted_at = LONG_AGO
    expires_at = datetime(2099, 1, 1, tzinfo=UTC)

    @factory.post_generation
    def answers(self, create: bool, extracted: object, **typed: Any) -> None:
        """What the person typed: answers__given_names="…" changes a part of it; nothing before they began."""
        if not create:
            return
        known = {} if self.state in {RequestState.INVITED, RequestState.DRAFT} else TYPED
        answers = {"email": f"candidate-{self.pk}@exemple.test", **known, **typed}
        EnrolmentAnswers.objects.create(request=self, **answers)
        self.email_digest = target_digest(settings.CODE_PEPPER, str(answers["email"]))
        self.save(update_fields=["email_digest"])


class OutboundMessageFactory(DjangoModelFactory[OutboundMessage]):
    """A message that waits; its content is nobody's (sealed is not readable)."""

    class Meta:
        model = OutboundMessage

    practitioner = factory.SubFactory(PractitionerFactory)
    channel = MessageChannel.EMAIL
    event = "contact_verification"
    sealed = b"sealed"
    created_at = LONG_AGO
    due_at = LONG_AGO
    expires_at = LONG_AGO + timedelta(hours=24)


class AuditEventFactory(DjangoModelFactory[AuditEvent]):
    """One line of the trail."""

    class Meta:
        model = AuditEvent

    occurred_at = LONG_AGO
    action = "directory.enrol"
    actor = factory.SubFactory(AccountFactory)
    details: dict[str, Any] = {}


class ConceptFactory(DjangoModelFactory[Concept]):
    """The role of care assistant, open since 2020."""

    class Meta:
        model = Concept
        django_get_or_create = ("table", "code")

    class Params:
        role = factory.Trait(table="TRE_R85-RolePriseCharge")
        profession = factory.Trait(table="TRE_R94-ProfessionSocial", code="51", label="Educateur spécialisé")
        activity_kind = factory.Trait(table="TRE_R22-GenreActivite", code="GENR11", label="Accompagnement social")
        closed = factory.Trait(code="353", label="Membre de l'équipe de soins", valid_until=date(2022, 6, 24))

    table = "TRE_R85-RolePriseCharge"
    oid = "1.2.250.1.213.1.6.1.107"
    code = "313"
    label = "Aide-soignant"
    valid_from = date(2020, 6, 26)
