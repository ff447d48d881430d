"""What staff of the demo's nursing home did before the visitor came, so that no page of the portal is empty.

People registered month after month, some with an e-CPS; requests in each state; a file of staff that waits; mandates
offered and ending; a contact proposed; a message that never arrived. Everybody is fictitious, and made by the workflows
that the portal calls, except what only a person with a phone could do.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from config.demo import cards
from config.demo.people import DELEGATE, NURSING_HOME, PASSWORD, REPRESENTATIVE, STAFF, STAFF_PRACTITIONER
from directory.models import (
    Account,
    ContactPoint,
    Enrolment,
    EnrolmentAnswers,
    EnrolmentRequest,
    FailureReason,
    Mandate,
    MandateRole,
    MessageChannel,
    MessageState,
    Organization,
    OutboundMessage,
    Practitioner,
    RegistrationAuthority,
    VerificationSource,
)
from directory.permissions import Offer
from directory.vocabulary.requests import RequestOrigin, RequestState, StepKind
from directory.workflows import (
    contact_proposals,
    enrolment,
    invitations,
    mandates,
    returned,
    staff_imports,
)
from directory.workflows.applicant import Person, Practice
from directory.workflows.requests import inviting, treating
from directory.workflows.requests.beginning import begin
from directory.workflows.requests.moving import note

CARE_ASSISTANT, SOCIAL_KIND = "313", "GENR11"
REPLACEMENT = "lucas.perrin@quatre-vents.test"
FILE_NAME = "personnel-automne.csv"
FILE = """Nom de naissance;Prénoms;Date de naissance;Sexe;Adresse e-mail;Téléphone mobile;Rôle;Date de début
BESSON;Maïa;14/03/1994;F;maia.besson@exemple.test;06 39 98 02 31;Aide-soignant;{start}
NGUYEN;Thi Lan;02/11/1988;F;lan.nguyen@exemple.test;06 39 98 02 32;Aide-soignant;{start}
COLIN;Bastien;31/02/1991;M;bastien.colin@exemple.test;06 39 98 02 33;Aide-soignant;{start}
"""


@dataclass(frozen=True)
class Registered:
    """One person of the past. days: since. proven: contacts verified; card: an e-CPS was activated the next day."""

    family_name: str
    given_names: str
    birth_date: date
    sex_code: str
    days: int
    proven: bool = True
    card: bool = False


REGISTERED = (
    Registered("MOREAU", "Sabrina", date(1990, 6, 12), "F", 128, card=True),
    Registered("DELORME", "Kevin", date(1995, 1, 27), "M", 97, card=True),
    Registered("LEROUX", "Fatoumata", date(1987, 9, 3), "F", 64, card=True),
    Registered("PICARD", "Jérôme", date(1982, 4, 18), "M", 35),
    Registered("ROUSSET", "Amandine", date(1998, 12, 5), "F", 12, card=True),
    Registered("BARBIER", "Ingrid", date(1979, 7, 21), "F", 3, proven=False),
)
ASKING = (
    ("SCHMITT", "Clémence", date(1993, 5, 9), "F", RequestState.SUBMITTED, 2),
    ("HAMEL", "Idriss", date(1996, 10, 30), "M", RequestState.SUBMITTED, 6),
    ("FABRE", "Noémie", date(1989, 2, 14), "F", RequestState.ASKED, 9),
    ("TESSIER", "Romain", date(1984, 8, 1), "M", RequestState.REFUSED, 20),
)


@dataclass(frozen=True)
class _Home:
    """The structure and those who work for it."""

    structure: Organization
    authority: RegistrationAuthority
    registrar: Account
    delegate: Account
    now: datetime


def complete(*, now: datetime) -> int:
    """Make the past of the nursing home once; the count of people whom it registered then."""
    structure = Organization.objects.get(technical_id=NURSING_HOME, is_test=True)
    if Enrolment.objects.filter(role__organization=structure).exists():
        return 0
    registrar = next(one.email for one in STAFF if one.role == "REGISTRAR" and one.structure == NURSING_HOME)
    home = _Home(
        structure=structure,
        authority=RegistrationAuthority.objects.get(organization=structure, is_test=True),
        registrar=Account.objects.get(username=registrar),
        delegate=Account.objects.get(username=DELEGATE),
        now=now,
    )
    with transaction.atomic():
        _date_back(home)
        for rank, one in enumerate(REGISTERED):
            _register(home, one, rank)
        for rank, (*typed, state, days) in enumerate(ASKING):
            _ask(home, typed, state, days, rank)
        inviting.invite(registrar=home.registrar, organization=structure, email="agathe.lemoine@exemple.test", now=now)
        _propose(home)
        _give_mandates(home)
        _lose_a_message(home)
        content = FILE.format(start=f"{timezone.localdate(now):%d/%m/%Y}").encode()
        staff_imports.receive(
            account=home.registrar, authority_id=home.authority.pk, file_name=FILE_NAME, content=content, now=now
        )
    return len(REGISTERED)


def _date_back(home: _Home) -> None:
    """Whoever registered people four months ago had a mandate by then."""
    since = home.now - timedelta(days=400)
    Mandate.objects.filter(authority=home.authority).update(valid_from=since, terms_accepted_at=since)


def _register(home: _Home, one: Registered, rank: int) -> None:
    at = home.now - timedelta(days=one.days)
    act = enrolment.enrol(
        registrar=home.registrar,
        person=Person(
            birth_family_name=one.family_name,
            given_names=one.given_names,
            birth_date=one.birth_date,
            sex_code=one.sex_code,
            email=f"{one.given_names}.{one.family_name}@exemple.test".lower(),
            mobile=f"+336399802{rank:02}",
        ),
        practice=Practice(home.structure, CARE_ASSISTANT, SOCIAL_KIND, timezone.localdate(at)),
        now=at,
    )
    Practitioner.objects.filter(pk=act.practitioner_id).update(created_at=at)
    OutboundMessage.objects.filter(practitioner=act.practitioner_id).update(
        state=MessageState.SENT, sealed=b"", attempt_count=1, closed_at=at + timedelta(seconds=40)
    )
    if one.proven:
        proven = at + timedelta(minutes=20)
        ContactPoint.objects.filter(practitioner=act.practitioner_id).update(
            verified_at=proven, verified_by=VerificationSource.CODE, settled_at=proven
        )
    if one.card:
        cards.activate(act.practitioner, now=at + timedelta(days=1))


def _ask(home: _Home, typed: list[object], state: RequestState, days: int, rank: int) -> None:
    """A request as the person sent it; what the registrar answered, if anything."""
    family_name, given_names, birth_date, sex_code = typed
    at = home.now - timedelta(days=days)
    email = f"{family_name}@exemple.test".lower()
    request = begin(home.structure, home.authority, email, origin=RequestOrigin.PERSON, now=at)
    EnrolmentAnswers.objects.filter(request=request).update(
        birth_family_name=family_name,
        given_names=given_names,
        birth_date=birth_date,
        sex_code=sex_code,
        mobile=f"+336399803{rank:02}",
        role_code=CARE_ASSISTANT,
        start_date=timezone.localdate(at),
    )
    EnrolmentRequest.objects.filter(pk=request.pk).update(
        state=RequestState.SUBMITTED,
        email_verified_at=at,
        mobile_verified_at=at,
        submitted_at=at,
        expires_at=home.now + timedelta(days=60),
    )
    note(request, StepKind.BEGUN, now=at)
    note(request, StepKind.SUBMITTED, now=at)
    request.refresh_from_db()
    if state == RequestState.ASKED:
        treating.ask(
            registrar=home.registrar,
            request=request,
            version=request.version,
            text="Pouvez-vous préciser la date de votre diplôme ?",
            now=at + timedelta(days=1),
        )
    elif state == RequestState.REFUSED:
        treating.refuse(
            registrar=home.registrar,
            request=request,
            version=request.version,
            text="Votre contrat n’est pas signé : revenez vers nous quand il le sera.",
            now=at + timedelta(days=1),
        )


def _propose(home: _Home) -> None:
    """The home proposes another telephone for a nurse: she decides, or her order. Her address stays free to change."""
    contact_proposals.propose(
        account=home.registrar,
        practitioner=Practitioner.objects.get(national_id=STAFF_PRACTITIONER),
        kind="MOBILE",
        value="+33639980240",
        now=home.now,
    )


def _give_mandates(home: _Home) -> None:
    """A replacement whose mandate ends soon, and somebody who has not answered yet."""
    replacement = Account.objects.create_user(
        REPLACEMENT, REPLACEMENT, PASSWORD, display_name="Lucas Perrin", is_staff=True, date_joined=home.now
    )
    end = home.now + timedelta(days=12)
    mandates.grant(
        granter=home.delegate,
        account=replacement,
        authority=home.authority,
        role=MandateRole.REGISTRAR,
        until=end,
        now=home.now,
    )
    invitations.invite(
        inviter=Account.objects.get(username=REPRESENTATIVE),
        offer=Offer(home.authority, MandateRole.DELEGATE),
        email="louise.martel@quatre-vents.test",
        name="Louise Martel",
        now=home.now,
    )


def _lose_a_message(home: _Home) -> None:
    """A telephone refused the code of the last one registered."""
    last = OutboundMessage.objects.filter(channel=MessageChannel.SMS, state=MessageState.SENT).latest("created_at")
    returned.note_undelivered_sms(message_id=last.pk, reason=FailureReason.PHONE_AWAY, now=home.now)
