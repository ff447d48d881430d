"""The portal shows the cards and activations of one's own people, and no secret."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.admin.cards import ActivationRequestAdmin, VirtualCardAdmin
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
    assert page.context["cl"].result_count == 1


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


@pytest.mark.parametrize("shown", [VirtualCardAdmin, ActivationRequestAdmin])
def test_no_secret_is_a_column_nor_a_field(shown):
    assert not SECRETS & {*shown.list_display, *shown.fields, *shown.search_fields}


def test_a_record_shows_the_cards_of_the_person(registrar, mandate):
    person = person_of(mandate)
    VirtualCardFactory(practitioner=person, device_name="Firefox sur Android")

    page = registrar.get(f"/portail/directory/practitioner/{person.pk}/change/").content.decode()

    assert "Firefox sur Android" in page
