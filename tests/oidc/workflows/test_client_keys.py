"""The keys that clients publish: read over HTTP from a server of the test, whatever it answers, and by the clock."""

import json
import logging
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings

from oidc import policy
from oidc.models import ClientKeySet, RelyingParty
from oidc.protocol import client_assertion
from oidc.protocol.client_jwt import NoKeyVerifies
from oidc.queries.client_keys import list_cares
from oidc.tasks import read_client_keys as read_by_the_clock
from oidc.workflows.client_keys import verify_signature
from oidc.workflows.reading_keys import read_client_keys
from tests.factories.oidc import NOON, RelyingPartyFactory
from tests.support.client_keys import KeyServer, claims_of, key_for, key_server, public_set, sign
from tests.support.service_certificates import make, public_jwk

pytestmark = pytest.mark.django_db
MINE = key_for("ES256")
HOUR = timedelta(hours=1)


@pytest.fixture
def server(settings: Any) -> Iterator[KeyServer]:
    settings.OUTGOING_ALLOW_PRIVATE = True
    with key_server(MINE) as made:
        yield made


@pytest.fixture
def client_of(server: KeyServer) -> RelyingParty:
    """It publishes its key at the server of the test."""
    made: RelyingParty = RelyingPartyFactory.create(token_endpoint_auth_method="private_key_jwt", jwks_uri=server.uri)
    return made


def is_known(client: RelyingParty, *, now: datetime, key: Any = MINE) -> bool:
    """Whether something that it signs is taken at this instant; as every call, read anew."""
    claims = claims_of(client.public_id, issuer=django_settings.ISSUER, now=now)
    fresh = RelyingParty.objects.select_related("client", "key_set").get(pk=client.pk)
    try:
        verify_signature(fresh, client_assertion.read(sign(claims, key=key)), now=now)
    except NoKeyVerifies:
        return False
    return True


def break_it(server: KeyServer, how: str, settings: Any) -> None:
    if how == "address_refused":
        settings.OUTGOING_ALLOW_PRIVATE = False
    elif how in ("404", "500", "302", "301", "307"):
        server.status = int(how)
    else:
        server.body = {
            "not_json": b"<html>",
            "not_a_set": b'{"key": []}',
            "nested": b"[" * 60_000,
            "not_utf8": b'{"keys": ["\xff"]}',
            "too_long": json.dumps({**public_set(MINE), "padding": "x" * 70_000}).encode(),
            "no_key": b'{"keys": []}',
            "too_many_keys": json.dumps({"keys": public_set(MINE)["keys"] * 21}).encode(),
            "private_key": json.dumps({"keys": [MINE.as_dict(private=True)]}).encode(),
        }[how]


FAULTS = {
    "address_refused": "address_refused",
    "404": "status",
    "500": "status",
    "301": "status",
    "302": "status",
    "307": "status",
    "not_json": "not_a_set",
    "not_a_set": "not_a_set",
    "nested": "not_a_set",
    "not_utf8": "not_a_set",
    "too_long": "too_long",
    "no_key": "no_key",
    "too_many_keys": "too_many_keys",
    "private_key": "private_key",
}


@pytest.mark.parametrize("how", FAULTS)
def test_an_address_that_never_could_be_read_proves_nobody_and_says_why(
    client_of: RelyingParty, server: KeyServer, settings: Any, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    break_it(server, how, settings)

    with caplog.at_level(logging.WARNING):
        assert is_known(client_of, now=NOON) is False

    kept = ClientKeySet.objects.get()
    assert (kept.failure, kept.failing_since, kept.read_at, kept.keys) == (FAULTS[how], NOON, None, [])
    assert f"reason={FAULTS[how]}" in caplog.text
    assert server.asked == (0 if how == "address_refused" else 1)  # a redirection is not followed


@pytest.mark.parametrize("how", [how for how in FAULTS if how != "private_key"])
def test_former_keys_serve_for_a_day_when_their_address_fails_and_no_longer(
    client_of: RelyingParty, server: KeyServer, settings: Any, how: str
) -> None:
    assert is_known(client_of, now=NOON) is True
    break_it(server, how, settings)
    late = NOON + policy.CLIENT_KEYS_SERVE_FOR

    assert is_known(client_of, now=NOON + HOUR) is True
    assert is_known(client_of, now=late - timedelta(seconds=1)) is True
    assert is_known(client_of, now=late) is False
    kept = ClientKeySet.objects.get()
    assert (kept.failure, kept.failing_since, kept.read_at) == (FAULTS[how], NOON + HOUR, NOON)

    settings.OUTGOING_ALLOW_PRIVATE = True
    server.publish(MINE)
    assert is_known(client_of, now=late + HOUR) is True
    kept.refresh_from_db()
    assert (kept.failure, kept.failing_since, kept.read_at) == ("", None, late + HOUR)


def test_a_server_that_is_gone_is_unreachable(client_of: RelyingParty) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        RelyingParty.objects.update(jwks_uri=f"http://127.0.0.1:{nobody_listens.getsockname()[1]}/")

        assert is_known(client_of, now=NOON) is False

    assert ClientKeySet.objects.get().failure == "unreachable"


@pytest.mark.parametrize("uri", ["ftp://127.0.0.1/", "http:///keys", "keys.json"])
def test_what_is_no_web_address_is_not_asked(client_of: RelyingParty, uri: str) -> None:
    RelyingParty.objects.update(jwks_uri=uri)

    assert is_known(client_of, now=NOON) is False
    assert ClientKeySet.objects.get().failure == "address_refused"


def test_a_server_that_is_silent_is_left_after_its_time(
    client_of: RelyingParty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "CLIENT_KEYS_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        RelyingParty.objects.update(jwks_uri=f"http://127.0.0.1:{silent.getsockname()[1]}/")

        assert is_known(client_of, now=NOON) is False

    assert ClientKeySet.objects.get().failure == "unreachable"


def test_private_keys_that_are_published_are_everybodys_from_the_call_that_finds_them(
    client_of: RelyingParty, server: KeyServer, settings: Any
) -> None:
    assert is_known(client_of, now=NOON) is True
    break_it(server, "private_key", settings)

    assert is_known(client_of, now=NOON + HOUR) is False
    assert is_known(client_of, now=NOON + HOUR) is False
    kept = ClientKeySet.objects.get()
    assert (kept.keys, kept.failure) == ([], "private_key")


def test_the_clock_reads_what_nobody_asked_for_within_the_hour(client_of: RelyingParty, server: KeyServer) -> None:
    RelyingPartyFactory.create(jwks_uri=server.uri, closed=True)
    RelyingPartyFactory.create(jwks=public_set(MINE))

    assert [read_client_keys(limit=10, now=NOON) for _ in range(2)] == [1, 0]
    assert is_known(client_of, now=NOON + HOUR - timedelta(seconds=1)) is True
    assert server.asked == 1
    assert read_client_keys(limit=10, now=NOON + HOUR) == 1
    assert (server.asked, ClientKeySet.objects.get().read_at) == (2, NOON + HOUR)


def test_the_clock_tells_of_an_address_that_fails_before_anybody_signs_in(
    client_of: RelyingParty, server: KeyServer, settings: Any
) -> None:
    break_it(server, "500", settings)

    assert read_client_keys(limit=10, now=NOON) == 0

    [care] = list_cares(RelyingParty.objects.all(), now=NOON)
    assert (care.relying_party, care.failing_since) == (client_of, NOON)


def test_a_published_certificate_that_ends_soon_is_told_of(client_of: RelyingParty, server: KeyServer) -> None:
    jwk = public_jwk(make(NOON, lifetime=timedelta(days=29)), with_certificate=True)
    server.body = json.dumps({"keys": [jwk]}).encode()

    read_client_keys(limit=10, now=NOON)

    [care] = list_cares(RelyingParty.objects.all(), now=NOON)
    assert (care.relying_party, care.failing_since) == (client_of, None)
    assert care.ends_at is not None


def test_one_that_never_was_read_comes_first_and_a_sweep_is_bounded(client_of: RelyingParty, server: KeyServer) -> None:
    newer = RelyingPartyFactory.create(jwks_uri=server.uri)
    ClientKeySet.objects.create(relying_party=client_of, tried_at=NOON - 2 * HOUR)

    assert read_client_keys(limit=1, now=NOON) == 1

    assert ClientKeySet.objects.get(tried_at=NOON).relying_party == newer


def test_the_task_reads_the_clock(client_of: RelyingParty) -> None:
    assert read_by_the_clock() == 1
