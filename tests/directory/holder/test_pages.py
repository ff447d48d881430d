"""What a person reads of themselves, and that they read of nobody else."""

from uuid import uuid4

import pytest
from django.test import Client

from activation.vocabulary import CardState
from directory import holder_panels
from directory.holder_panels import HolderPanel, forget_holder_panel, register_holder_panel
from directory.models import ContactPoint, CorrectionState
from tests.factories.activation import VirtualCardFactory
from tests.factories.corrections import CorrectionRequestFactory
from tests.factories.directory import (
    AuditEventFactory,
    CivilIdentityFactory,
    MandateFactory,
    PractitionerRoleFactory,
)
from tests.factories.oidc import ConsentFactory, LoginRequestFactory
from tests.support.holder import sign_in_holder
from tests.support.personal import leaks, marked_person
from tests.support.routes import routes_of

pytestmark = pytest.mark.django_db

ROUTES = [route for route in routes_of("config.urls") if route.template.startswith("espace/")]
LEAVING = {"/espace/connexion/", "/espace/retour/", "/espace/deconnexion/", "/espace/connexions/fin/"}
READ = [f"/{route.template}" for route in ROUTES if not route.parameters]


def values(route, key):
    return {name: "courriel" if name == "kind" else key for name in route.parameters}


def test_nobody_reads_a_page_of_the_space(db):
    for route in ROUTES:
        address = route.address(values(route, str(uuid4())))
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code in {200, 302, 400, 404, 405}, address
            assert b"h-who" not in answer.content


def test_every_page_is_read_and_bad_methods_break_nothing(browser):
    for address in READ:
        if address in LEAVING - {"/espace/connexions/fin/"}:
            continue
        for method in ("put", "delete", "patch"):
            assert getattr(browser, method)(address).status_code in {302, 405}, address
        answer = browser.get(address, {"page": "\x00", "avant": "\x00é", "partie": "9" * 400, "suite": "//x"})
        assert answer.status_code in {200, 405}, address


def test_the_frame_shows_what_the_floors_declared_and_knows_no_more(browser):
    register_holder_panel(HolderPanel("test", "directory/holder/journal_tabs.html", lambda person, now: {"x": 1}))
    register_holder_panel(HolderPanel("none", "no/such/template.html", lambda person, now: None))
    try:
        page = browser.get("/espace/")
    finally:
        forget_holder_panel("test")
        forget_holder_panel("none")

    assert b"h-tabs" in page.content
    assert {entry.address for entry in holder_panels.entries()} >= {"holder_cards", "holder_sign_ins", "holder_data"}
    assert b"h-tabs" not in browser.get("/espace/").content


def test_the_data_names_the_authority_of_each_part_and_how_to_reach_it(browser, person):
    CivilIdentityFactory(practitioner=person, birth_family_name="NAISSANCE")
    agency = MandateFactory(agent=True).authority
    PractitionerRoleFactory(exercise=person.exercises.first(), authority=agency)

    page = browser.get("/espace/donnees/").content.decode()

    assert "NAISSANCE" in page
    assert person.authority.name in page
    assert agency.name in page
    assert agency.telephone in page


def test_a_holder_reads_nothing_of_another_and_changes_nothing_of_theirs(browser):
    stranger = marked_person(family_name="ETRANGERE")
    card = VirtualCardFactory(practitioner=stranger, device_name="Téléphone ETRANGERE")
    correction = CorrectionRequestFactory(practitioner=stranger, text="Je suis ETRANGERE, et non ETRANGER.")
    LoginRequestFactory(practitioner=stranger, approved=True, relying_party__client__name="Service ETRANGERE")
    AuditEventFactory(practitioner=stranger, action="directory.enrolled")
    agreed = ConsentFactory(practitioner=stranger, relying_party__client__name="Service ETRANGERE")
    service = str(agreed.relying_party.pk)
    keys = {
        "card_id": str(card.pk),
        "correction_id": str(correction.pk),
        "relying_party_id": service,
        "kind": "courriel",
    }
    nothing = {
        "card_id": str(uuid4()),
        "correction_id": str(uuid4()),
        "relying_party_id": "9" * 9,
        "kind": "courriel",
    }

    assert all(name in keys for route in ROUTES for name in route.parameters)
    for route in ROUTES:
        address, missing = (route.address(values) for values in (keys, nothing))
        if address in LEAVING:
            continue
        for method in ("get", "post"):
            answer, expected = (getattr(browser, method)(one, {"reason": "LOST"}) for one in (address, missing))
            assert b"ETRANGERE" not in answer.content, address
            assert not leaks(answer.content) - {"sex"}, address
            assert answer.status_code == expected.status_code, address
    card.refresh_from_db()
    correction.refresh_from_db()
    agreed.refresh_from_db()
    assert agreed.withdrawn_at is None
    assert (card.state, correction.state) == (CardState.ACTIVE, CorrectionState.OPEN)
    assert ContactPoint.objects.current().filter(practitioner=stranger).count() == 2


def test_a_holder_reads_all_of_their_own(db):
    """What the test above looks for is found where it belongs: it does not pass because nothing is shown."""
    person = marked_person()
    browser = sign_in_holder(person)

    told = browser.get("/espace/donnees/").content + browser.get("/espace/coordonnees/").content

    assert leaks(told) >= {"birth date", "birth name", "given names", "birth place", "e-mail", "mobile", "address"}
