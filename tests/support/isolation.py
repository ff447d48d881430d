"""Grounds that must not know of one another, and everything that each of them holds, with words that find it.

OWN is a structure of Île-de-France, ANNEX a site of it, NEIGHBOUR another structure of the region, DISTANT one of
Bretagne, REAL one of Île-de-France in the world of real people.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.messages.storage.cookie import CookieStorage
from django.db.models import Model
from django.utils import timezone

from directory import panels
from directory.models import (
    ContactConflict,
    ContactKind,
    ContactPoint,
    ExportJob,
    Mandate,
    Organization,
    Practitioner,
    RegistrationAuthority,
    SavedFilter,
)
from directory.panels import Chart
from directory.workflows import merging
from tests.factories.activation import ActivationRequestFactory, VirtualCardFactory
from tests.factories.corrections import CorrectionRequestFactory
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    AuditEventFactory,
    CivilIdentityFactory,
    ContactPointFactory,
    ContactProposalFactory,
    EnrolmentFactory,
    EnrolmentRequestFactory,
    FormerIdentifierFactory,
    MandateFactory,
    OrganizationFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.loads import ExtractLoadFactory
from tests.factories.mandates import MandateInvitationFactory
from tests.factories.staff_imports import StaffImportFactory, StaffImportLineFactory

MISSING = "987654321987"
MISSING_UUID = "01234567-89ab-4cde-8f01-23456789abcd"
KEYED_BY_UUID = {"card", "activation"}
_MARKS = {
    "OWN": "PROPREMARQUE",
    "ANNEX": "ANNEXEMARQUE",
    "NEIGHBOUR": "VOISINMARQUE",
    "DISTANT": "LOINTAINMARQUE",
    "REAL": "REELMARQUE",
}
_FINESS = {
    "OWN": "750000101",
    "ANNEX": "750000150",
    "NEIGHBOUR": "750000209",
    "DISTANT": "350000303",
    "REAL": "750000407",
}


@dataclass
class Ground:
    """One structure, its people, and a row of every kind that hangs from them. rows: by the part of an address.

    words: that a page shows to those alone who see the ground. private: that a page shows to those alone who decide of
    the person's contacts.
    """

    name: str
    organization: Organization
    authority: RegistrationAuthority
    person: Practitioner
    rows: dict[str, Model] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def find(self, content: bytes, *, private: bool = False) -> list[str]:
        """Which of its words a page holds."""
        return [word for word in (self.private if private else self.words) if word.lower().encode() in content.lower()]


World = dict[str, Ground]


def make_world() -> World:
    """Everything, for each ground."""
    world: World = {}
    for name in _MARKS:
        world[name] = _ground(name, world)
    return world


def _ground(name: str, world: World) -> Ground:
    mark, is_test = _MARKS[name], name != "REAL"
    parent = world["OWN"].organization if name == "ANNEX" else None
    organization = OrganizationFactory(
        in_brittany=name == "DISTANT",
        is_test=is_test,
        legal_name=f"{mark} STRUCTURE",
        trade_name=f"Résidence {mark}",
        finess=_FINESS[name],
        parent=parent,
    )
    authority = (
        world["OWN"].authority
        if parent
        else RegistrationAuthorityFactory(
            local=True, organization=organization, is_test=is_test, name=f"Autorité de {mark.removesuffix('MARQUE')}"
        )
    )
    person = _person(mark, authority, organization)
    ground = Ground(name, organization, authority, person)
    staff = MandateFactory(
        authority=authority, account__display_name=f"Camille {mark}", organization=organization if parent else None
    )
    ground.rows = {**_rows_of_person(mark, person, staff), **_rows_of_structure(mark, organization, authority, staff)}
    ground.words = (mark, person.national_id, person.identifier, organization.finess, staff.account.username)
    ground.private = (f"contact-{mark.lower()}", f"NE{mark}", f"conflit-{mark.lower()}")
    return ground


def _person(mark: str, authority: RegistrationAuthority, organization: Organization) -> Practitioner:
    given: dict[str, Any] = {} if authority.is_test else {"real": True}
    person = PractitionerFactory(**{**given, "family_name": mark, "given_names": "Zoé", "authority": authority})
    PractitionerRoleFactory(exercise__practitioner=person, organization=organization, role_code="313")
    return person


def _rows_of_person(mark: str, person: Practitioner, staff: Mandate) -> dict[str, Model]:
    """One of each kind that is about a person."""
    rank = list(_MARKS.values()).index(mark)
    ContactPointFactory(practitioner=person, email=f"{mark.lower()}@contact-{mark.lower()}.test", verified=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, mobile=f"+3363998{rank}7{rank}1")
    CivilIdentityFactory(practitioner=person, birth_family_name=f"NE{mark}")
    role = person.exercises.get().roles.get()
    absorbed = _person(f"{mark}BIS", staff.authority, role.organization)
    fusion = merging.merge(
        account=AccountFactory(operator=True),
        kept_id=person.pk,
        absorbed_id=absorbed.pk,
        reason="Même personne, dit l’agence",
        now=timezone.now(),
    )
    conflict = ContactConflict.objects.create(
        practitioner=person,
        kind=ContactKind.EMAIL,
        email=f"autre@conflit-{mark.lower()}.test",
        load=ExtractLoadFactory(kind="RESTRICTED"),
        opened_at=LONG_AGO,
    )
    return {
        "person": person,
        "contact": ContactPoint.objects.get(practitioner=person, verified_at=None),
        "role": role,
        "enrolment": EnrolmentFactory(
            practitioner=person, authority=staff.authority, role=role, enrolled_by=staff.account
        ),
        "conflict": conflict,
        "proposal": ContactProposalFactory(
            practitioner=person, email=f"proposee@contact-{mark.lower()}.test", authority=staff.authority
        ),
        "correction": CorrectionRequestFactory(
            practitioner=person, authority=staff.authority, text=f"Mon nom n’est pas {mark}, dit la personne"
        ),
        "identifier": FormerIdentifierFactory(practitioner=person),
        "fusion": fusion,
        "outboundmessage": OutboundMessageFactory(practitioner=person),
        "auditevent": AuditEventFactory(practitioner=person, actor=staff.account),
        "virtualcard": (card := VirtualCardFactory(practitioner=person, device_name=f"Téléphone {mark}")),
        "card": card,
        "activationrequest": (activation := ActivationRequestFactory(practitioner=person)),
        "activation": activation,
    }


def _rows_of_structure(
    mark: str, organization: Organization, authority: RegistrationAuthority, staff: Mandate
) -> dict[str, Model]:
    """One of each kind that is about a structure, its authority and its staff."""
    staff_import = StaffImportFactory(authority=authority, given_by=staff.account, file_name=f"{mark}.csv")
    return {
        "organization": organization,
        "authority": authority,
        "mandate": staff,
        "invitation": MandateInvitationFactory(
            giver=MandateFactory(delegate=True, authority=authority, account__display_name=f"Dominique {mark}"),
            email=f"{mark.lower()}@invite.test",
            name=f"Invitée {mark}",
            token=f"link-to-{mark}-0123456789",
            organization=staff.organization,
        ),
        "request": EnrolmentRequestFactory(
            organization=organization, authority=authority, answers__birth_family_name=mark, answers__given_names="Léa"
        ),
        "import": staff_import,
        "line": StaffImportLineFactory(staff_import=staff_import),
        "export": ExportJob.objects.create(
            account=staff.account,
            kind="PEOPLE",
            form="csv",
            filters={"q": f"Cherche {mark}"},
            asked_at=LONG_AGO,
            moved_at=LONG_AGO,
        ),
        "filter": SavedFilter.objects.create(
            account=staff.account,
            list_key="people",
            name=f"Filtre {mark}",
            query="contacts=waiting",
            created_at=LONG_AGO,
        ),
        "session": UserSession.objects.create(
            user=staff.account, ip="192.0.2.7", session_key=f"session{mark.lower()}", user_agent=f"Navigateur {mark}"
        ),
    }


# The toolkit's addresses name rows of a model: portail/<app>/<model>/{object_id}/…
MODELS = {"practitioner": "person", "registrationauthority": "authority"}
# Things of the nation, of which grounds hold nothing.
NATIONAL = {
    "client",
    "load",
    "apiclient",
    "extractload",
    "codetable",
    "relyingparty",
    "relying_party",
    "productionrequest",
    "production_request",
    "campaign",
    "pk",
}
# Words that addresses choose among.
CHOICES = {
    "kind": ("courriel", "mobile"),
    "what": ("personnes", "structures", "inscriptions"),
    "chart": tuple(chart.value for chart in Chart),
    "task": tuple(task.key for task in panels.tasks()),
}

_TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


def readable(answer: Any) -> bytes:
    """Everything that an answer tells: body, unpacked when it is a workbook, where it leads, what is said there."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    cookie = answer.cookies.get("messages")
    said = CookieStorage(None)._decode(cookie.value) if cookie is not None and cookie.value else []
    return b"\n".join([body, answer.headers.get("Location", "").encode(), *(str(one).encode() for one in said or [])])


def without_keys(content: bytes, keys: list[str]) -> bytes:
    """The answer with the keys that were asked for replaced, and without what differs at each visit."""
    text = content.decode("utf-8", "replace")
    for key in keys:
        text = re.sub(f"(?<=[/“\u00a0]){key}(?=[/”\u00a0])", "KEY", text).replace(f"%2F{key}%2F", "%2FKEY%2F")
    return _TOKENS.sub(b"", text.encode())


def everything_typed(ground: Ground) -> dict[str, Any]:
    """A body that any form of the portal could take for its own, about a ground: what it does not know it ignores."""
    today = timezone.localdate()
    return {
        "organization": ground.organization.pk,
        "structure": ground.organization.pk,
        "authority": ground.authority.pk,
        "person": ground.person.pk,
        "same": ground.person.pk,
        "kept": ground.person.national_id,
        "absorbed": getattr(ground.rows["identifier"], "national_id", ""),
        "value": "intrus@exemple.test",
        "email": "intrus@exemple.test",
        "mobile": "06 39 98 00 01",
        "name": "Un intrus",
        "ends_on": f"{today:%d/%m/%Y}",
        "start_date": f"{today:%d/%m/%Y}",
        "valid_until": f"{today.replace(year=today.year + 1):%d/%m/%Y}",
        "decision": "take",
        "act": "accept",
        "answer": "Parce que je peux, croit l’intrus",
        "role": "REGISTRAR",
        "reason": "Parce que je peux, croit l’intrus",
        "note": "Parce que je peux, croit l’intrus",
        "question": "Qui êtes-vous donc, demande l’intrus ?",
        "document": "CARD",
        "document_end": "12AB",
        "seen": "on",
        "telephone": "01 99 00 00 99",
        "birth_family_name": f"NE{ground.person.family_name}",
        "given_names": "Éloïse",
        "birth_date": "04/03/1985",
        "sex_code": "F",
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "confirmed": "on",
        "accepted": "on",
    }
