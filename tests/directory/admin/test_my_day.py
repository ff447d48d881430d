"""My day: what waits for an account, and nothing of what is somebody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activation.models import ActivationRequest
from activation.vocabulary import ActivationState
from directory import panels
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting
from tests.factories.activation import ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import (
    ContactPointFactory,
    ContactProposalFactory,
    EnrolmentFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.loads import ExtractLoadFactory
from tests.factories.mandates import MandateInvitationFactory
from tests.factories.staff_imports import StaffImportFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

DAY = "/portail/"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def tasks(client):
    return {task["key"]: task["count"] for task in client.get(DAY).context["tasks"]}


def ours(mandate, **traits):
    return PractitionerFactory(authority=mandate.authority, practising=True, **traits)


def test_an_account_without_mandate_has_nothing_to_deal_with():
    client = sign_in(MandateFactory(ended=True).account)

    assert tasks(client) == {}
    assert "Nothing to deal with" in client.get(DAY, headers={"accept-language": "en"}).content.decode()


def test_who_registers_for_one_site_is_told_nothing_of_the_others(mandate):
    site = OrganizationFactory(parent=mandate.authority.organization)
    local = MandateFactory(authority=mandate.authority, organization=site)
    for name, place in (("ICI", site), ("AILLEURS", mandate.authority.organization)):
        waiting = PractitionerFactory(authority=mandate.authority, family_name=f"ATTEND-{name}")
        missing = PractitionerFactory(authority=mandate.authority, family_name=f"MANQUE-{name}")
        ContactPointFactory(practitioner=waiting)
        ContactProposalFactory(practitioner=waiting)
        for person in (waiting, missing):
            PractitionerRoleFactory(exercise__practitioner=person, organization=place)

    client = sign_in(local.account)
    kinds = ["contacts-to-verify", "contacts-missing"]
    pages = [client.get(f"{DAY}journee/{kind}/").content.decode() for kind in kinds]
    pages += [client.get(f"{DAY}propositions/").content.decode()]

    assert set(tasks(client).values()) == {1}
    assert all("-ICI" in page and "-AILLEURS" not in page for page in pages)


def test_contacts_that_wait_and_contacts_that_miss_are_two_tasks(registrar, mandate):
    ContactPointFactory(practitioner=ours(mandate, family_name="ATTEND"))
    ours(mandate, family_name="MANQUE")
    ours(mandate, family_name="PRETE", reachable=True)

    assert tasks(registrar) == {"contacts-to-verify": 1, "contacts-missing": 1}
    page = registrar.get(DAY).content.decode()
    assert "ATTEND" in page
    assert "MANQUE" in page
    assert "PRETE" not in page


def test_people_whom_another_authority_answers_for_are_not_this_accounts_task(registrar, mandate):
    foreign = PractitionerFactory(authority=RegistrationAuthorityFactory(), practising=True)
    role = PractitionerRoleFactory(exercise=foreign.exercises.first(), organization=mandate.authority.organization)
    EnrolmentFactory(practitioner=foreign, role=role, authority=mandate.authority, enrolled_at=timezone.now())
    ContactPointFactory(practitioner=foreign)
    ContactPointFactory(practitioner=PractitionerFactory(practising=True))

    assert tasks(registrar) == {}


def test_activities_that_end_soon_are_told_the_soonest_first(registrar, mandate):
    today = timezone.localdate()
    for days, name in ((31, "TARD"), (9, "SECONDE"), (2, "PREMIERE"), (0, "FINIE")):
        PractitionerRoleFactory(
            exercise__practitioner=PractitionerFactory(family_name=name, reachable=True),
            organization=mandate.authority.organization,
            authority=mandate.authority,
            valid_until=today + timedelta(days=days),
        )
    PractitionerRoleFactory(valid_until=today + timedelta(days=2), authority=RegistrationAuthorityFactory(local=True))

    lines = registrar.get("/portail/journee/ending/").context["lines"]

    assert [line.words.split()[-1] for line in lines] == ["PREMIERE", "SECONDE"]


def test_people_registered_lately_without_card_are_told_after_a_day(registrar, mandate):
    now = timezone.now()
    for hours, has_card in ((30, False), (30, True), (2, False), (24 * 40, False)):
        person = ours(mandate, reachable=True)
        EnrolmentFactory(
            practitioner=person,
            role=person.exercises.get().roles.get(),
            authority=mandate.authority,
            enrolled_at=now - timedelta(hours=hours),
        )
        if has_card:
            VirtualCardFactory(practitioner=person)

    assert tasks(registrar) == {"not-activated": 1}


def test_the_last_activation_of_somebody_without_card_is_told_when_it_came_to_nothing(registrar, mandate):
    now = timezone.now()

    def activation(name, *, hours=2, person=None, **fields):
        holder = person or ours(mandate, family_name=name, reachable=True)
        row = ActivationRequestFactory(practitioner=holder, **fields)
        opened = now - timedelta(hours=hours)
        ActivationRequest.objects.filter(pk=row.pk).update(opened_at=opened, expires_at=opened + timedelta(minutes=15))
        return holder

    activation("BLOQUEE", locked=True)
    activation("PASSEE")
    activation("ANCIENNE", hours=24 * 20, locked=True)
    activation("ARRETEE", state=ActivationState.CANCELLED)
    VirtualCardFactory(practitioner=activation("EQUIPEE", locked=True))
    activation("REPRISE", person=activation("REPRISE", hours=3, locked=True), hours=0)

    lines = registrar.get("/portail/journee/activations-stopped/").context["lines"]

    assert tasks(registrar) == {"activations-stopped": 2}
    assert {line.words.split()[-1] for line in lines} == {"BLOQUEE", "PASSEE"}


def test_loads_that_wait_are_the_operators_task(registrar):
    ExtractLoadFactory(paused=True)
    operator = sign_in(MandateFactory(operator=True).account)

    assert tasks(operator) == {"loads": 1, "signing-keys": 3}  # no key was made here
    assert tasks(registrar) == {}
    assert registrar.get("/portail/journee/loads/").status_code == 404


@pytest.mark.parametrize("key", ["unknown", "%00", "a" * 300])
def test_an_unknown_task_is_not_found(registrar, key):
    assert registrar.get(f"/portail/journee/{key}/").status_code in {400, 404}


def test_what_an_upper_floor_registers_is_shown_and_more_than_a_hundred_is_said_so(registrar, monkeypatch):
    monkeypatch.setattr(panels, "_tasks", {})
    found = [f"thing {number}" for number in range(MOST_COUNTED + 1)]
    panels.register_task(
        Task("test", "Things", lambda account, now: Waiting(found, lambda one: TaskLine(one, "", "/portail/x/")))
    )
    panels.register_task(Task("others", "Not yours", lambda account, now: None))

    page = registrar.get(DAY, headers={"accept-language": "en"}).content.decode()

    assert "more than 100" in page
    assert "thing 0" in page
    assert "thing 4" not in page
    assert "Not yours" not in page
    assert len(registrar.get("/portail/journee/test/").context["lines"]) == MOST_COUNTED


def test_eleven_things_that_wait_cost_the_same_queries_as_one(registrar, mandate):
    def cost():
        registrar.get(DAY)
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(DAY).status_code == 200
        return len(queries)

    def one_more():
        ContactPointFactory(practitioner=ours(mandate))
        person = ours(mandate, reachable=True)
        role = person.exercises.get().roles.get()
        EnrolmentFactory(
            practitioner=person,
            role=role,
            authority=mandate.authority,
            enrolled_at=timezone.now() - timedelta(days=2),
        )
        ours(mandate)

    one_more()
    one = cost()
    for _ in range(10):
        one_more()

    assert cost() == one


def test_contacts_that_others_propose_and_those_that_receive_nothing_wait_for_who_decides(registrar, mandate):
    ContactProposalFactory(practitioner=ours(mandate, reachable=True))
    silent = ours(mandate, reachable=True)
    silent.contact_points.filter(kind="EMAIL").update(bounced_at=timezone.now(), bounce_reason="UNKNOWN")
    ContactProposalFactory(practitioner=PractitionerFactory(practising=True, reachable=True))

    found = tasks(registrar)

    assert (found["proposals"], found["unreachable"]) == (1, 1)


def test_requests_sent_to_ones_structures_wait_and_those_of_others_do_not(registrar, mandate):
    later = timezone.now() + timedelta(days=9)
    structure = mandate.authority.organization
    EnrolmentRequestFactory(authority=mandate.authority, organization=structure, expires_at=later)
    EnrolmentRequestFactory(authority=mandate.authority, organization=structure, draft=True)
    EnrolmentRequestFactory(expires_at=later)

    assert tasks(registrar) == {"requests": 1}


def test_files_of_staff_wait_until_somebody_decides(registrar, mandate):
    StaffImportFactory(authority=mandate.authority, file_name="attend.csv")
    StaffImportFactory(authority=mandate.authority, state="FINISHED")
    StaffImportFactory()

    assert tasks(registrar) == {"staff-imports": 1}
    assert "attend.csv" in registrar.get(DAY).content.decode()


def test_mandates_that_end_within_thirty_days_and_open_invitations_wait_for_who_gives_them(mandate):
    head = MandateFactory(representative=True, authority=mandate.authority)
    delegate = MandateFactory(delegate=True, authority=mandate.authority)
    now = timezone.now()
    MandateFactory(authority=mandate.authority, valid_until=now + timedelta(days=29))
    MandateFactory(authority=mandate.authority, valid_until=now + timedelta(days=31))
    MandateFactory(valid_until=now + timedelta(days=2))
    MandateInvitationFactory(giver=delegate, expires_at=now + timedelta(days=2))
    MandateInvitationFactory(expires_at=now + timedelta(days=2), token="another-link-of-an-invitation-99")

    assert tasks(sign_in(head.account)) == {"mandates-ending": 1, "invitations": 1}
    assert tasks(sign_in(mandate.account)) == {}


def test_who_acts_for_one_site_is_told_of_the_people_of_that_site_alone():
    entity = OrganizationFactory(legal_entity=True, finess="750000001")
    authority = RegistrationAuthorityFactory(local=True, organization=entity)
    site, other = OrganizationFactory(parent=entity), OrganizationFactory(parent=entity)
    narrowed = MandateFactory(authority=authority, organization=site)
    for place, name in ((site, "DICI"), (other, "AILLEURS")):
        missing = PractitionerFactory(authority=authority, family_name=f"SANS {name}")
        waiting = PractitionerFactory(authority=authority, family_name=f"ATTEND {name}")
        ContactPointFactory(practitioner=waiting)
        for person in (missing, waiting):
            PractitionerRoleFactory(exercise__practitioner=person, organization=place, authority=authority)

    client = sign_in(narrowed.account)

    assert tasks(client) == {"contacts-to-verify": 1, "contacts-missing": 1}
    assert "AILLEURS" not in client.get(DAY).content.decode()
    assert tasks(sign_in(MandateFactory(authority=authority).account)) == {
        "contacts-to-verify": 2,
        "contacts-missing": 2,
    }


@pytest.mark.parametrize("who", ["operator", "auditor", "support", "agent", "manager", "officer", "representative"])
def test_every_line_of_the_menu_opens_for_whom_it_is_shown_and_is_there_once(who):
    client = sign_in(MandateFactory(**{who: True}).account)
    groups = client.get(DAY).context["sidebar_navigation"]
    links = [line["link"] for group in groups for line in group["items"]]

    asks_a_strong_means = {"/portail/numeros/correspondance/"}
    answers = {link: client.get(link).status_code for link in links if link not in asks_a_strong_means}

    assert len(set(links)) == len(links)
    assert {link for link, status in answers.items() if status != 200} == set()
