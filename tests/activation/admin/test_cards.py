"""The portal shows the cards and activations of one's own people, and no secret."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activation import permissions
from activation.admin.activations import ACTIVATION_LIST
from activation.admin.cards import CARD_LIST
from directory.admin.viewer import Viewer
from tests.factories.activation import ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LISTS = ["/portail/activation/virtualcard/", "/portail/activation/activationrequest/"]
SECRETS = {"pin_verifier", "pepper_ids", "public_jwk", "ticket_digest", "code_digest", "binding_digest", "typed_digest"}


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def person_of(mandate, **names):
    return PractitionerFactory(authority=mandate.authority, ready=True, **names)


def fill(person):
    ActivationRequestFactory(practitioner=person)
    return VirtualCardFactory(practitioner=person)


@pytest.mark.parametrize("address", LISTS)
def test_nobody_sees_a_list(client, address):
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", LISTS)
def test_a_registrar_sees_their_own_people_and_no_decoy(registrar, mandate, address):
    fill(person_of(mandate, family_name="PROCHE"))
    fill(PractitionerFactory(family_name="ETRANGER", ready=True))
    ActivationRequestFactory(decoy=True)

    page = registrar.get(address)

    assert page.status_code == 200
    assert "PROCHE" in page.content.decode()
    assert "ETRANGER" not in page.content.decode()
    assert len(page.context["lines"]) == 1


def test_a_strangers_card_answers_like_none(registrar):
    card = fill(PractitionerFactory(ready=True))

    assert registrar.get(f"/portail/activation/virtualcard/{card.pk}/change/").status_code in {302, 404}


@pytest.mark.parametrize("address", LISTS)
def test_eleven_rows_cost_the_queries_of_one(registrar, mandate, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            registrar.get(address)
        return len(queries)

    fill(person_of(mandate))
    cost()
    one = cost()
    for _ in range(10):
        fill(person_of(mandate))

    assert cost() == one


@pytest.mark.parametrize("address", LISTS)
def test_no_secret_is_shown_by_a_list_nor_by_a_page(registrar, mandate, address):
    person = person_of(mandate)
    card = VirtualCardFactory(practitioner=person)
    row = card if "virtualcard" in address else ActivationRequestFactory(practitioner=person)

    shown = registrar.get(address).content + registrar.get(f"{address}{row.pk}/change/").content

    for name in SECRETS & {field.name for field in row._meta.get_fields()}:
        secret = getattr(row, name)
        written = secret.hex() if isinstance(secret, bytes) else str(secret)
        assert not written or written == "[]" or written.encode() not in shown, name
    assert card.kid.encode() not in shown


@pytest.mark.parametrize("address", LISTS)
def test_people_are_found_by_number_and_by_name(registrar, mandate, address):
    person = person_of(mandate, family_name="LÉGER-D'ARÇON")
    fill(person)
    fill(person_of(mandate, family_name="AUTRE"))

    def found(text):
        return [line.head.words for line in registrar.get(address, {"q": text}).context["lines"]]

    for text in (person.national_id, person.identifier, "leger", "Arçon léger"):
        assert found(text) == [person.display_name], text
    assert found("nemo") == []


def test_lists_are_narrowed_by_state_and_way(registrar, mandate):
    fill(person_of(mandate))

    for address in LISTS:
        assert len(registrar.get(address, {"mode": "CODES"}).context["lines"]) == 1
        assert len(registrar.get(address, {"mode": "SMART_CARD"}).context["lines"]) == 0
    assert len(registrar.get(LISTS[0], {"state": "ACTIVE"}).context["lines"]) == 1
    assert len(registrar.get(LISTS[0], {"state": "LOCKED"}).context["lines"]) == 0


@pytest.mark.parametrize("traits", [{}, {"agent": True}, {"officer": True}, {"operator": True}, {"ended": True}])
def test_lists_hold_exactly_what_the_account_sees(traits):
    mandate = MandateFactory(**traits)
    now = timezone.now()
    fill(PractitionerFactory(authority=mandate.authority, ready=True))
    fill(PractitionerFactory(ready=True))
    fill(PractitionerFactory(real=True))
    ActivationRequestFactory(decoy=True)
    viewer = Viewer(mandate.account, now)

    assert set(CARD_LIST.rows(viewer)) == set(permissions.cards_visible_to(mandate.account, now))
    assert set(ACTIVATION_LIST.rows(viewer)) == set(permissions.requests_visible_to(mandate.account, now))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("ACTIVE", "The person signs in with it."),
        ("LOCKED", "Three wrong PINs in a row"),
        ("SUSPENDED", "An authority laid it to rest"),
    ],
)
def test_the_page_of_a_card_says_how_it_stands_and_leads_to_the_person(state, words, registrar, mandate):
    person = person_of(mandate)
    card = VirtualCardFactory(practitioner=person, state=state)

    page = registrar.get(f"{LISTS[0]}{card.pk}/change/", headers={"Accept-Language": "en"}).content.decode()

    assert words in page
    assert f"/portail/directory/practitioner/{person.pk}/change/" in page
    assert (f"/portail/e-cps/{card.pk}/suspension/" in page) is (state == "ACTIVE")
    assert f"/portail/e-cps/{card.pk}/revocation/" in page


def test_acts_on_a_card_are_offered_to_the_authority_of_the_person_only(mandate):
    card = VirtualCardFactory(practitioner=person_of(mandate))
    over = VirtualCardFactory(practitioner=card.practitioner, state="REVOKED", ended_at=timezone.now())
    auditor, registrar = (
        sign_in(MandateFactory(authority=mandate.authority, role=role).account) for role in ("AUDITOR", "REGISTRAR")
    )

    assert b"/revocation/" not in auditor.get(f"{LISTS[0]}{card.pk}/change/").content
    assert b"/revocation/" in registrar.get(f"{LISTS[0]}{card.pk}/change/").content
    assert b"/revocation/" not in registrar.get(f"{LISTS[0]}{over.pk}/change/").content


def test_the_page_of_an_activation_says_how_it_stands_and_leads_to_the_person(registrar, mandate):
    person = person_of(mandate)
    row = ActivationRequestFactory(practitioner=person, state="LOCKED", attempt_count=3)

    page = registrar.get(f"{LISTS[1]}{row.pk}/change/", headers={"Accept-Language": "en"}).content.decode()

    assert "Three wrong codes" in page
    assert "asked for by the person" in page
    assert f"/portail/directory/practitioner/{person.pk}/change/" in page


def test_a_record_shows_the_cards_of_the_person(registrar, mandate):
    person = person_of(mandate)
    VirtualCardFactory(practitioner=person, device_name="Firefox sur Android")

    page = registrar.get(f"/portail/directory/practitioner/{person.pk}/change/").content.decode()

    assert "Firefox sur Android" in page
