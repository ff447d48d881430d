"""What one service may ask of people where there is no browser: each waits for its own, and nobody else does."""

from datetime import timedelta

import pytest
from django.test import Client

from activation.models import VirtualCard
from oidc.models import LoginRequest, RelyingParty
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, BackchannelRequestFactory, GrantFactory
from tests.oidc.views.without_browser import answer, ask, at, error_of, service_that_asks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


@pytest.fixture
def real_asker(db: None) -> RelyingParty:
    """One that asks real people."""
    return service_that_asks(production=True)


def test_a_flood_of_one_service_on_one_person_is_refused_for_that_service_alone(
    client: Client, real_asker: RelyingParty
) -> None:
    card = VirtualCardFactory.create(practitioner__real=True)
    for _ in range(3):
        assert ask(client, real_asker, card).status_code == 200
    refused = ask(client, real_asker, card)
    other = service_that_asks(production=True)

    assert (refused.status_code, error_of(refused), refused["Retry-After"]) == (403, "access_denied", "60")
    assert ask(client, other, card).status_code == 200
    assert ask(client, real_asker, VirtualCardFactory.create(practitioner__real=True)).status_code == 200


def test_strangers_wake_a_phone_thrice_and_a_service_of_before_has_its_own_quota(
    client: Client, real_asker: RelyingParty
) -> None:
    card = VirtualCardFactory.create(practitioner__real=True)
    GrantFactory.create(relying_party=real_asker, session__card=card)
    for _ in range(4):
        stranger = service_that_asks(production=True)
        assert ask(client, stranger, card).status_code == 200
    assert ask(client, real_asker, card).status_code == 200

    asked = LoginRequest.objects.order_by("created_at", "pk")
    assert asked.filter(known_browser=False, silent=True).count() == 1
    assert asked.get(known_browser=True).silent is False


@pytest.mark.parametrize(("answered", "status"), [(9, 403), (10, 200)])
def test_an_address_that_asks_at_random_is_refused_and_one_whose_people_answer_is_not(
    client: Client, asker: RelyingParty, card: VirtualCard, answered: int, status: int
) -> None:
    for place in range(100):
        state = LoginState.DENIED if place < answered else LoginState.EXPIRED
        BackchannelRequestFactory.create(
            value=f"ba_{place}",
            address="127.0.0.1",
            login_request__relying_party=asker,
            login_request__practitioner=None,
            login_request__state=state,
            created_at=NOON - timedelta(minutes=5),
        )

    assert ask(client, asker, card).status_code == status


def test_a_limit_is_the_same_for_nobody(client: Client, real_asker: RelyingParty) -> None:
    assert [ask(client, real_asker).status_code for _ in range(4)] == [200, 200, 200, 403]


def test_after_it_was_not_me_the_service_asks_nobody_for_an_hour(
    client: Client, asker: RelyingParty, card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, asker, card)
    answer(LoginState.REPORTED, card)
    at(monkeypatch, 1800)

    assert ask(client, asker, card).status_code == 200
    assert LoginRequest.objects.latest("created_at").practitioner_id is None
    at(monkeypatch, 3900)
    ask(client, asker, card)
    assert LoginRequest.objects.latest("created_at").practitioner_id == card.practitioner_id
