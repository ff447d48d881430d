"""What a client would read of a test person: as its doors answer, of nobody real, and nothing kept."""

import json
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from directory.errors import NotAllowed
from directory.models import Practitioner, PractitionerRole
from oidc.models import AccessToken, Grant, ProviderSession, RelyingParty, Service
from oidc.policy import VIRTUAL_CARD
from oidc.protocol import digests
from oidc.workflows.disclosure import disclose
from oidc.workflows.previewing import preview
from tests.factories.directory import PractitionerFactory, PractitionerRoleFactory
from tests.factories.oidc import AccessTokenFactory, RelyingPartyFactory, ServiceFactory

pytestmark = pytest.mark.django_db
KEPT: tuple[type[Model], ...] = (Grant, AccessToken, ProviderSession)


@pytest.fixture
def client_of_ours(service: Service) -> RelyingParty:
    made: RelyingParty = RelyingPartyFactory.create(service=service)
    return made


def address(service: Service, relying_party: RelyingParty) -> str:
    return f"/services/{service.pk}/clients/{relying_party.pk}/apercu/"


def shown(browser: Client, where: str, person: Practitioner, **asked: Any) -> dict[str, dict[str, Any]]:
    answer = browser.get(where, {"personne": person.national_id, **asked})
    assert answer.status_code == 200
    return {place: json.loads(text) for place, text in answer.context["told"].items()}


def test_the_form_stands_before_anybody_is_named(
    browser: Client, service: Service, client_of_ours: RelyingParty
) -> None:
    answer = browser.get(address(service, client_of_ours))

    assert answer.status_code == 200
    assert answer.context["told"] is None


def test_userinfo_is_what_its_door_answers(browser: Client, service: Service, client_of_ours: RelyingParty) -> None:
    person = PractitionerFactory.create(ready=True)
    token = digests.draw(digests.ACCESS_TOKEN)
    kept = AccessTokenFactory.create(
        digest=digests.digest(token),
        grant__relying_party=client_of_ours,
        grant__session__card__practitioner=person,
        scopes=["openid", "profile", "scope_all"],
        grant__scopes=["openid", "profile", "scope_all"],
    )

    told = shown(browser, address(service, client_of_ours), person)["userinfo"]

    assert told == disclose(access_token=token, now=kept.created_at)
    assert told["SubjectNameID"] == person.national_id


def test_scopes_claims_and_means_are_those_that_were_chosen(
    browser: Client, service: Service, client_of_ours: RelyingParty
) -> None:
    person = PractitionerFactory.create(ready=True)
    where = address(service, client_of_ours)
    before = [kept.objects.count() for kept in KEPT]  # type: ignore[attr-defined]

    told = shown(browser, where, person, scope=["profile"], moyen="carte", claims='{"id_token": {"family_name": null}}')

    assert set(told["userinfo"]) == {"sub", "name", "given_name", "family_name", "preferred_username"}
    assert told["id_token"]["family_name"] == person.family_name
    assert (told["id_token"]["acr"], told["id_token"]["authMode"]) == ("eidas2", "CARD")
    assert told["id_token"]["aud"] == client_of_ours.public_id
    assert [kept.objects.count() for kept in KEPT] == before  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "asked", [{"claims": "{"}, {"claims": "[]"}, {"scope": "everything"}, {"moyen": "password"}, {"personne": "1"}]
)
def test_what_cannot_be_asked_is_said_beside_its_field(
    browser: Client, service: Service, client_of_ours: RelyingParty, asked: dict[str, str]
) -> None:
    person = PractitionerFactory.create(ready=True)

    answer = browser.get(address(service, client_of_ours), {"personne": person.national_id, "moyen": "ecps", **asked})

    assert answer.status_code == 422
    assert answer.context["told"] is None


def test_a_real_person_is_never_shown(browser: Client, service: Service, client_of_ours: RelyingParty) -> None:
    real = PractitionerFactory.create(ready=True, real=True, family_name="SECRETMARQUE")

    answer = browser.get(address(service, client_of_ours), {"personne": real.national_id})

    assert answer.status_code == 422
    assert "SECRETMARQUE" not in answer.content.decode()


def test_a_client_of_production_shows_nobody(browser: Client, service: Service) -> None:
    production = RelyingPartyFactory.create(service=service, production=True)
    person = PractitionerFactory.create(ready=True)

    answer = browser.get(address(service, production), {"personne": person.national_id})

    assert answer.context["told"] is None


def test_who_lost_the_right_is_said_to_have_none(
    browser: Client, service: Service, client_of_ours: RelyingParty
) -> None:
    person = PractitionerFactory.create()

    answer = browser.get(address(service, client_of_ours), {"personne": person.national_id})

    assert answer.context["has_right"] is False


def test_the_client_of_another_team_does_not_exist(browser: Client, service: Service, client: Client) -> None:
    other = RelyingPartyFactory.create(service=ServiceFactory.create())
    person = PractitionerFactory.create(ready=True)
    asked = {"personne": person.national_id}

    assert browser.get(address(service, other), asked).status_code == 404
    assert other.service is not None
    assert browser.get(address(other.service, other), asked).status_code == 404
    assert client.get(address(service, other), asked).status_code == 302


def test_a_client_that_asks_for_a_situation_is_told_of_the_chosen_one_alone(browser: Client, service: Service) -> None:
    asking = RelyingPartyFactory.create(service=service, asking_situation=True)
    person = PractitionerFactory.create(ready=True)
    first = person.exercises.get().roles.order_by("pk")[0]
    second = PractitionerRoleFactory.create(exercise=first.exercise)
    where = address(service, asking)
    token = digests.draw(digests.ACCESS_TOKEN)
    kept = AccessTokenFactory.create(
        digest=digests.digest(token),
        grant__relying_party=asking,
        grant__session__card__practitioner=person,
        grant__situation=second,
        grant__scopes=["openid", "profile", "scope_all"],
    )

    by_itself = shown(browser, where, person)["userinfo"]
    chosen = shown(browser, where, person, situation=str(second.pk))["userinfo"]
    page = browser.get(where, {"personne": person.national_id, "situation": str(second.pk)})

    assert chosen == disclose(access_token=token, now=kept.created_at)
    assert chosen != by_itself
    assert [(line.key, line.is_preferred) for line in page.context["situations"]] == [
        (first.pk, False),
        (second.pk, True),
    ]
    assert page.content.decode().count('name="situation"') == 2


@pytest.mark.parametrize("wanted", ["somebody else's", "0", "é", "9" * 40])
def test_a_situation_that_is_not_theirs_is_not_previewed(browser: Client, service: Service, wanted: str) -> None:
    asking = RelyingPartyFactory.create(service=service, asking_situation=True)
    person = PractitionerFactory.create(ready=True)
    stranger = PractitionerRoleFactory.create()
    where = address(service, asking)

    named = str(stranger.pk) if wanted == "somebody else's" else wanted

    assert shown(browser, where, person, situation=named)["userinfo"] == shown(browser, where, person)["userinfo"]
    with pytest.raises(NotAllowed):
        preview(
            relying_party=asking,
            person=person,
            scopes=("openid",),
            claims={},
            means=VIRTUAL_CARD,
            nonce="",
            situation=stranger.pk,
            now=timezone.now(),
        )


def test_who_has_one_situation_or_none_is_asked_nothing(browser: Client, service: Service) -> None:
    asking = RelyingPartyFactory.create(service=service, asking_situation=True)
    person = PractitionerFactory.create(ready=True)
    where = address(service, asking)

    one = browser.get(where, {"personne": person.national_id})
    PractitionerRole.objects.filter(exercise__practitioner=person).update(
        valid_from=date(2020, 1, 1), valid_until=date(2021, 1, 1)
    )
    none = browser.get(where, {"personne": person.national_id})

    assert len(one.context["situations"]) == 1
    assert 'name="situation"' not in one.content.decode()
    assert none.context["situations"] == []
    assert none.status_code == 200
