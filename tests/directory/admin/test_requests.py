"""The requests in the portal: who sees them, what a list never shows, and what a registrar does with one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import AuditEvent, Enrolment, EnrolmentRequest, Practitioner
from directory.vocabulary.requests import RequestState
from directory.workflows.requests.treating import ask
from tests.factories.directory import (
    TYPED,
    CivilIdentityFactory,
    ConceptFactory,
    EnrolmentRequestFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.correlation import without_id
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PERSONAL = ("Marchand", "MARCHAND", "Rose Élise", "candidate-", "39 98 02 02", "+33639980202", "11/06/1992", "1992")
WORDS = "Quelle est votre date d’arrivée ?"


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def make(mandate):
    def made(**traits):
        return EnrolmentRequestFactory(
            authority=mandate.authority, organization=mandate.authority.organization, **traits
        )

    return made


@pytest.fixture
def answers(make):
    """A request, and the form of its acceptance as the page fills it."""
    request = make()
    fields = {
        "version": request.version,
        "who": "new",
        "birth_family_name": TYPED["birth_family_name"],
        "given_names": TYPED["given_names"],
        "birth_date": "11/06/1992",
        "sex_code": "F",
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "start_date": "02/03/2026",
    }
    return request, fields


@pytest.fixture
def known():
    person = PractitionerFactory(family_name="MARCHAND", given_names="Rose")
    CivilIdentityFactory(practitioner=person, birth_family_name="MARCHAND", birth_date=date(1992, 11, 6))
    return person


def address(request, act=""):
    return f"/portail/demandes/{request.pk}/{act}"


def test_requests_are_seen_by_those_who_register_into_the_structure(make):
    request = make()
    for seen, client in (
        (True, sign_in(MandateFactory(agent=True).account)),  # of the region
        (False, sign_in(MandateFactory().account)),
        (False, sign_in(MandateFactory(officer=True).account)),
    ):
        page = client.get("/portail/demandes/")
        assert (address(request) in page.content.decode()) is seen
        assert client.get(address(request)).status_code == (200 if seen else 404)


@pytest.mark.parametrize("act", ["", "question/", "refus/", "acceptation/", "lien/", "retrait/"])
def test_a_foreign_request_answers_like_a_missing_one(act, make):
    client, request = sign_in(MandateFactory().account), make()
    client.get("/portail/")  # the greeting of the sign-in is shown once
    call = client.get if act == "" else client.post

    foreign, missing = call(address(request, act)), call(f"/portail/demandes/987654321/{act}")

    assert foreign.status_code == missing.status_code == 404
    assert without_id(foreign.content) == without_id(missing.content)
    assert EnrolmentRequest.objects.get().state == "SUBMITTED"


@pytest.mark.parametrize("trait", ["operator", "auditor"])
def test_who_reads_a_whole_world_sees_that_a_request_exists_and_not_what_was_typed(trait, make):
    client, request = sign_in(MandateFactory(**{trait: True}).account), make()

    listed, page = client.get("/portail/demandes/").content.decode(), client.get(address(request)).content.decode()

    assert address(request) in listed
    assert not [word for word in PERSONAL if word in page]
    for act in ("question/", "refus/", "acceptation/", "lien/", "retrait/"):
        assert client.post(address(request, act), {"version": request.version, "text": WORDS}).status_code == 404


def test_what_a_person_has_not_sent_is_nobodys_business(make, registrar):
    request = make(draft=True)

    assert address(request) not in registrar.get("/portail/demandes/?etat=toutes").content.decode()
    assert registrar.get(address(request)).status_code == 404


@pytest.mark.parametrize("state", ["a-traiter", "en-attente", "invitations", "closes", "toutes"])
def test_no_list_shows_anything_that_was_typed(state, make, registrar):
    requests = {make(), make(asked=True), make(invited=True), make(refused=True)}

    page = registrar.get(f"/portail/demandes/?etat={state}").content.decode()

    assert any(address(request) in page for request in requests)
    assert not [word for word in PERSONAL if word in page]
    assert "c•••@e•••.test" in page


def test_the_list_is_narrowed_by_state_and_by_age(make, registrar):
    old, new = make(), make(submitted_at="2099-01-01T00:00:00Z")

    def shown(query):
        page = registrar.get(f"/portail/demandes/{query}").content.decode()
        return [request for request in (old, new) if address(request) in page]

    assert shown("") == [old, new]
    assert shown("?age=30") == [old]
    assert shown("?etat=closes") == []
    for query in ("?etat=x", "?age=x", "?order=name", "?etat=%00", "?after=x", "?page=2"):
        assert registrar.get(f"/portail/demandes/{query}").status_code == 400


def test_eleven_requests_cost_what_one_costs(make, registrar):
    make()

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get("/portail/demandes/").status_code == 200
        return len(queries)

    registrar.get("/portail/demandes/")
    one = cost()
    for _ in range(10):
        make()

    assert cost() == one


def test_the_menu_tells_who_registers_how_many_wait(make, registrar):
    make()
    make()
    make(asked=True)

    line = next(
        item
        for group in registrar.get("/portail/").context["sidebar_navigation"]
        for item in group["items"]
        if item["link"] == "/portail/demandes/"
    )

    assert line["badge"] == "2"


def test_the_page_shows_what_was_typed_beside_people_alike(make, registrar, known):
    page = registrar.get(address(make())).content.decode()

    for word in ("Marchand", "Rose Élise", "11/06/1992", "+33 6 39 98 02 02", known.national_id):
        assert word in page
    assert "06/11/1992" not in page  # the birth date of somebody else's record


def test_a_request_is_accepted_by_the_form_as_the_page_fills_it(registrar, answers, mandate):
    request, fields = answers

    answer = registrar.post(address(request, "acceptation/"), fields, follow=True)

    enrolment = Enrolment.objects.get()
    assert answer.status_code == 200
    assert enrolment.practitioner.national_id in answer.content.decode()
    assert enrolment.authority == mandate.authority
    request.refresh_from_db()
    assert (request.state, request.enrolment) == (RequestState.ACCEPTED, enrolment)


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_date": "31/02/1992"},
        {"birth_date": "11/06/2024"},
        {"role_code": "999"},
        {"start_date": "02/03/2040"},
        {"given_names": ""},
    ],
)
def test_an_error_is_said_at_its_field_and_nothing_is_registered(changes, registrar, answers):
    request, fields = answers

    answer = registrar.post(address(request, "acceptation/"), {**fields, **changes})

    assert answer.status_code == 422
    assert set(changes) <= set(answer.context["form"].errors)
    assert not Practitioner.objects.exists()


def test_somebody_alike_is_chosen_or_put_aside_and_never_passed_over(registrar, answers, known):
    request, fields = answers

    silent = registrar.post(address(request, "acceptation/"), fields)
    unlike = registrar.post(address(request, "acceptation/"), {**fields, "who": PractitionerFactory().pk})
    chosen = registrar.post(address(request, "acceptation/"), {**fields, "who": known.pk})

    assert (silent.status_code, unlike.status_code, chosen.status_code) == (409, 422, 302)
    assert Enrolment.objects.get().practitioner == known


def test_none_of_them_is_stated_and_kept(registrar, answers, known):
    request, fields = answers

    registrar.post(address(request, "acceptation/"), {**fields, "stranger": [known.pk]})

    assert AuditEvent.objects.get(action="directory.enrolled").details["compared_with"] == [str(known.pk)]


@pytest.mark.parametrize("key", ["²", "٣", "9" * 5000, "-1", "a", "\0", ""])
def test_a_key_that_is_no_key_chooses_nobody(key, registrar, answers):
    request, fields = answers

    answer = registrar.post(address(request, "acceptation/"), {**fields, "who": key})

    assert answer.status_code == 422
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("version", ["", "²", "9" * 400, "-1", "\0", "0"])
def test_a_decision_without_the_version_that_was_read_decides_nothing(version, registrar, answers):
    request, fields = answers

    answer = registrar.post(address(request, "acceptation/"), {**fields, "version": version})

    assert answer.status_code == 302
    assert not Enrolment.objects.exists()


def test_the_second_registrar_is_told_who_did_what(registrar, answers, mandate, now):
    request, fields = answers
    colleague = MandateFactory(authority=mandate.authority, account__display_name="Nadia Benali").account
    EnrolmentRequest.objects.filter(pk=request.pk).update(expires_at="2099-01-01T00:00:00Z")
    ask(registrar=colleague, request=request, version=request.version, text=WORDS, now=now)

    page = registrar.post(address(request, "acceptation/"), fields, follow=True).content.decode()

    assert "Nadia Benali" in page
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(("act", "state"), [("question/", "ASKED"), ("refus/", "REFUSED")])
def test_a_question_and_a_refusal_need_words(act, state, registrar, make):
    request = make()

    short = registrar.post(address(request, act), {"version": request.version, "text": "bof\0"})
    said = registrar.post(address(request, act), {"version": request.version, "text": WORDS + "\0"}, follow=True)

    assert short.status_code == 422
    assert "bof" in short.content.decode()
    assert WORDS in said.content.decode()
    request.refresh_from_db()
    assert request.state == state


def test_an_invitation_leaves_once_for_a_structure_of_the_registrar(registrar, mandate):
    own, foreign = mandate.authority.organization_id, OrganizationFactory()

    elsewhere = registrar.post("/portail/demandes/inviter/", {"email": "ana@exemple.test", "organization": foreign.pk})
    sent = registrar.post("/portail/demandes/inviter/", {"email": "ana@exemple.test", "organization": own})
    again = registrar.post("/portail/demandes/inviter/", {"email": "Ana@exemple.test", "organization": own})

    assert (elsewhere.status_code, sent.status_code, again.status_code) == (422, 302, 422)
    request = EnrolmentRequest.objects.get()
    assert again.context["open_request"] == request.pk
    assert "ana@exemple.test" in registrar.get(address(request)).content.decode()


def test_who_registers_nobody_invites_nobody():
    client = sign_in(MandateFactory(officer=True).account)

    assert client.get("/portail/demandes/inviter/").status_code == 404


def test_an_invitation_is_sent_again_and_withdrawn(registrar, make):
    request = make(invited=True)

    registrar.post(address(request, "lien/"))
    registrar.post(address(request, "retrait/"), {"version": request.version})

    request.refresh_from_db()
    assert request.state == "WITHDRAWN"
    assert [step.kind for step in request.steps.order_by("pk")] == ["LINK_SENT", "WITHDRAWN"]


def test_what_was_removed_is_said_to_be(registrar, make, now):
    request = make(refused=True, emptied_at=now)
    request.answers.delete()

    page = registrar.get(address(request))

    assert page.status_code == 200
    assert registrar.get("/portail/demandes/?etat=closes").status_code == 200


def test_a_direct_enrolment_of_somebody_with_an_open_request_leads_to_it(registrar, answers, mandate):
    request, fields = answers
    typed = {
        **fields,
        "email": "other@exemple.test",
        "mobile": "06 39 98 01 77",
        "organization": mandate.authority.organization_id,
    }

    answer = registrar.post("/portail/inscription/", typed)

    assert answer.status_code == 422
    assert address(request) in answer.content.decode()
    assert not Practitioner.objects.exists()


def test_an_accepted_person_appears_in_a_structure_once(registrar, answers, known, mandate):
    request, fields = answers
    exercise = PractitionerRoleFactory(
        exercise__practitioner=known, exercise__profession_code="", organization=mandate.authority.organization
    ).exercise

    answer = registrar.post(address(request, "acceptation/"), {**fields, "who": known.pk})

    assert answer.status_code == 422
    assert exercise.roles.count() == 1


def test_support_sees_that_a_request_exists_and_nothing_of_an_address(make):
    request = make()

    support = sign_in(MandateFactory(support=True).account).get("/portail/demandes/").content.decode()
    auditor = sign_in(MandateFactory(auditor=True).account).get("/portail/demandes/").content.decode()

    assert f"/portail/demandes/{request.pk}/" in support
    assert "•••@" not in support
    assert "•••@" in auditor
