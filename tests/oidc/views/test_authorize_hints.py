"""The authorization endpoint, asked for somebody: an id_token of before, a former number, an id_token of another."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from activation.models import VirtualCard
from directory.models import Fusion, Practitioner
from oidc.models import ProviderSession, RelyingParty
from oidc.protocol import jose
from oidc.workflows.expected import subject_of
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    NOON,
    GrantFactory,
    RelyingPartyFactory,
)
from tests.factories.qualifications import FusionFactory
from tests.oidc.views.asking import answer_of, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def hint_for(service: RelyingParty, keys: dict[str, jose.LoadedKey], subject: str) -> str:
    claims = {"iss": settings.ISSUER, "sub": subject, "aud": service.public_id, "sid": "any", "exp": 1}
    return jose.sign(claims, key=keys["ES256"])


def test_a_hint_of_the_person_of_the_session_is_answered_and_of_another_is_not(
    client: Client, service: RelyingParty, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    GrantFactory.create(relying_party=service, session=session)
    own = f"f:{settings.SUBJECT_NAMESPACE}:{session.practitioner.national_id}"

    def asked(subject: str, **changes: str) -> Any:
        hint = hint_for(service, signing_keys, subject)
        return client.get("/oidc/authorize", ask(service, id_token_hint=hint, **changes))

    assert "code" in answer_of(asked(own, prompt="none"))
    assert answer_of(asked("f:x:other", prompt="none"))["error"] == "login_required"
    page = client.get(asked("f:x:other")["Location"]).content.decode()
    assert 'name="national_id"' in page


def test_a_hint_or_a_number_of_before_names_the_same_person(
    client: Client, service: RelyingParty, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    GrantFactory.create(relying_party=service, session=session)
    absorbed: Practitioner = PractitionerFactory.create()
    stranger: Practitioner = PractitionerFactory.create(practising=True)

    def answers(person: Practitioner) -> list[str]:
        hint = hint_for(service, signing_keys, f"f:{settings.SUBJECT_NAMESPACE}:{person.national_id}")
        asked = (
            ask(service, prompt="none", id_token_hint=hint),
            ask(service, prompt="none", login_hint=person.national_id),
        )
        return ["code" if "code" in answer_of(client.get("/oidc/authorize", one)) else "no" for one in asked]

    assert answers(session.practitioner) == ["code", "code"]
    assert answers(absorbed) == answers(stranger) == ["no", "no"]
    FusionFactory.create(absorbed=absorbed, kept=session.practitioner)
    assert answers(absorbed) == ["code", "code"]
    assert answers(stranger) == ["no", "no"]
    Fusion.objects.update(undone_at=NOON)
    assert answers(absorbed) == ["no", "no"]
    FusionFactory.create(absorbed=session.practitioner, kept=stranger)  # since the session began; the card goes along
    VirtualCard.objects.update(practitioner=stranger)
    assert answers(stranger) == ["code", "code"]


def test_a_hint_of_before_names_the_same_person_to_a_pairwise_service(
    client: Client, session: ProviderSession, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    service = RelyingPartyFactory.create(pairwise=True)
    GrantFactory.create(relying_party=service, session=session, scopes=["openid"])
    absorbed: Practitioner = PractitionerFactory.create()
    hint = hint_for(service, signing_keys, subject_of(absorbed, service))
    asked = ask(service, prompt="none", id_token_hint=hint, scope="openid")
    assert answer_of(client.get("/oidc/authorize", asked))["error"] == "login_required"

    FusionFactory.create(absorbed=absorbed, kept=session.practitioner)

    assert "code" in answer_of(client.get("/oidc/authorize", asked))


@pytest.mark.parametrize("hint", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_hint_that_is_not_ours_is_refused(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey], hint: str
) -> None:
    answer = answer_of(client.get("/oidc/authorize", ask(service, id_token_hint=hint)))

    assert answer["error"] == "invalid_request"


def test_a_hint_given_to_another_service_is_refused(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    hint = hint_for(RelyingPartyFactory.create(), signing_keys, "f:x:y")

    assert answer_of(client.get("/oidc/authorize", ask(service, id_token_hint=hint)))["error"] == "invalid_request"
