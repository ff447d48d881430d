"""Services are told of sessions that ended: over HTTP, to a server of the test."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from joserfc import jwt

from directory.models import AuditEvent
from oidc.models import Grant, LogoutDelivery, ProviderSession, RelyingParty, SigningKey
from oidc.protocol import jose
from oidc.vocabulary import DeliveryState
from oidc.workflows.expected import subject_of
from oidc.workflows.leaving import end_session
from oidc.workflows.signing_out import sign_out_everywhere
from oidc.workflows.telling_sign_outs import tell_sign_outs
from tests.factories.oidc import NOON, GrantFactory, ProviderSessionFactory, RelyingPartyFactory
from tests.support.listening import listening
from tests.support.races import at_once

SOON = timedelta(seconds=10)


class Service:
    """Where sign-outs arrive. status: what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.bodies: list[str] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(told.status)
                self.send_header("Location", told.address)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/left"

    @property
    def tokens(self) -> list[str]:
        """Of each call, its only member."""
        forms = [parse_qs(body, strict_parsing=True) for body in self.bodies]
        assert all(list(form) == ["logout_token"] for form in forms)
        return [form["logout_token"][0] for form in forms]


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    settings.OUTGOING_ALLOW_PRIVATE = True
    made = Service()
    with listening(made.server):
        yield made


def granted(address: str, **of_service: Any) -> Grant:
    relying_party = RelyingPartyFactory.create(backchannel_logout_uri=address, **of_service)
    made: Grant = GrantFactory.create(relying_party=relying_party, session=ProviderSessionFactory.create())
    return made


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]


@pytest.mark.parametrize("of_service", [{"backchannel_logout_uri": ""}, {"is_active": False}])
def test_who_does_not_want_to_know_and_who_is_closed_are_not_told(of_service: dict[str, Any]) -> None:
    grant = granted("https://service.test/left")
    RelyingParty.objects.filter(pk=grant.relying_party_id).update(**of_service)

    end_session(grant.session, now=NOON)

    assert not LogoutDelivery.objects.exists()


def test_a_session_that_ran_out_by_itself_is_told_to_nobody() -> None:
    grant = granted("https://service.test/left")
    ProviderSession.objects.update(expires_at=NOON)

    end_session(grant.session, now=NOON)

    assert not LogoutDelivery.objects.exists()


def test_each_service_of_a_session_is_told_once_with_its_own_token(
    service: Service, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    grant = granted(service.address, id_token_signed_response_alg="RS256")
    GrantFactory.create(relying_party=grant.relying_party, session=grant.session)
    GrantFactory.create(
        relying_party=RelyingPartyFactory.create(backchannel_logout_uri=service.address), session=grant.session
    )

    end_session(grant.session, now=NOON)
    assert tell_sign_outs(limit=10, now=NOON) == 2
    assert tell_sign_outs(limit=10, now=NOON + timedelta(hours=1)) == 0

    tokens = [
        jwt.decode(text, signing_keys[algorithm].key, algorithms=[algorithm])
        for text, algorithm in zip(sorted(service.tokens, key=len), ("ES256", "RS256"), strict=True)
    ]
    assert {token.header["typ"] for token in tokens} == {"logout+jwt"}
    assert len({token.claims["aud"] for token in tokens}) == 2
    assert {token.claims["sid"] for token in tokens} == {grant.session.sid}
    assert {token.claims["sub"] for token in tokens} == {subject_of(grant.practitioner, grant.relying_party)}
    assert {token.claims["iss"] for token in tokens} == {settings.ISSUER}
    assert all("nonce" not in token.claims for token in tokens)


def test_a_pairwise_service_is_told_the_subject_that_it_knows(
    service: Service, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    grant = granted(service.address, pairwise=True)

    end_session(grant.session, now=NOON)
    tell_sign_outs(limit=10, now=NOON)

    [text] = service.tokens
    told = jwt.decode(text, signing_keys["ES256"].key, algorithms=["ES256"]).claims["sub"]
    assert told == subject_of(grant.practitioner, grant.relying_party)
    assert grant.practitioner.national_id not in told


@pytest.mark.parametrize("status", [302, 400, 500])
def test_a_service_that_does_not_take_it_is_asked_three_times_and_never_followed(service: Service, status: int) -> None:
    service.status = status
    grant = granted(service.address)
    end_session(grant.session, now=NOON)

    asked = [
        tell_sign_outs(limit=10, now=NOON + after)
        for after in (timedelta(), timedelta(seconds=9), SOON, timedelta(seconds=69), timedelta(seconds=70))
    ]

    assert asked == [0] * 5
    assert len(service.bodies) == 3
    assert len(set(service.tokens)) == 3
    failed = LogoutDelivery.objects.get()
    assert failed.state == DeliveryState.FAILED
    assert (failed.last_error, failed.tried_at) == (f"HTTP {status}", NOON + timedelta(seconds=70))
    assert tell_sign_outs(limit=10, now=NOON + timedelta(days=1)) == 0


def test_a_service_that_comes_back_is_told(service: Service) -> None:
    grant = granted(service.address)
    service.status = 503
    end_session(grant.session, now=NOON)
    tell_sign_outs(limit=10, now=NOON)
    service.status = 204

    assert LogoutDelivery.objects.get().last_error == "HTTP 503"
    assert tell_sign_outs(limit=10, now=NOON + SOON) == 1
    told = LogoutDelivery.objects.get()
    assert (told.state, told.last_error, told.tried_at) == (DeliveryState.DELIVERED, "", NOON + SOON)


def test_without_a_key_a_service_is_not_told_and_not_for_ever(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    SigningKey.objects.all().delete()
    end_session(granted(service.address).session, now=NOON)

    for after in (timedelta(), SOON, timedelta(seconds=70)):
        assert LogoutDelivery.objects.get().state == DeliveryState.DUE
        assert tell_sign_outs(limit=10, now=NOON + after) == 0

    failed = LogoutDelivery.objects.get()
    assert (failed.state, failed.attempts, failed.last_error) == (DeliveryState.FAILED, 3, "no_signing_key")
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 3
    assert service.bodies == []


def test_a_service_that_closed_meanwhile_is_told_no_more(service: Service) -> None:
    grant = granted(service.address)
    end_session(grant.session, now=NOON)
    RelyingParty.objects.update(is_active=False)

    assert tell_sign_outs(limit=10, now=NOON) == 0

    assert LogoutDelivery.objects.get().last_error == "not_told_any_more"
    assert LogoutDelivery.objects.get().state == DeliveryState.FAILED


def test_a_private_address_is_not_called(service: Service, settings: Any) -> None:
    settings.OUTGOING_ALLOW_PRIVATE = False
    end_session(granted(service.address).session, now=NOON)

    assert tell_sign_outs(limit=10, now=NOON) == 0
    assert service.bodies == []
    assert LogoutDelivery.objects.get().last_error == "private_address"


def test_a_worker_that_died_with_a_delivery_leaves_it_to_another(service: Service) -> None:
    end_session(granted(service.address).session, now=NOON)
    LogoutDelivery.objects.update(attempts=1, due_at=NOON + timedelta(seconds=60))

    assert tell_sign_outs(limit=10, now=NOON + timedelta(seconds=59)) == 0
    assert tell_sign_outs(limit=10, now=NOON + timedelta(seconds=60)) == 1


def test_a_sign_out_from_the_wallet_is_told(service: Service) -> None:
    grant = granted(service.address)

    sign_out_everywhere(practitioner=grant.practitioner, now=NOON)

    assert tell_sign_outs(limit=10, now=NOON) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_ends_and_two_workers_at_once_a_service_hears_once(service: Service) -> None:
    grant = granted(service.address)

    at_once(*[lambda: end_session(grant.session, now=NOON)] * 2)
    told = at_once(*[lambda: tell_sign_outs(limit=10, now=NOON)] * 2)

    assert AuditEvent.objects.filter(action="oidc.signed_out").count() == 1
    assert sorted(told) == [0, 1]
    assert len(service.bodies) == 1
