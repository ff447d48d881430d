"""Whose key a program shows, and whether it calls too often."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from directory.errors import ApiClientSuspended, TooManyCalls, UnknownApiKey
from directory.workflows.api_access import admit
from tests.factories.api_clients import KEY, ApiClientFactory, ApiKeyFactory

LIMIT = 17


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["", "ak_never-issued", KEY + "x", KEY.upper(), "ké\udc80"])
def test_a_key_that_was_never_issued_opens_nothing(key, now):
    ApiKeyFactory()

    with pytest.raises(UnknownApiKey):
        admit(key=key, limit=LIMIT, now=now)


def test_a_revoked_key_opens_nothing(now):
    ApiKeyFactory(revoked_at=now)

    with pytest.raises(UnknownApiKey):
        admit(key=KEY, limit=LIMIT, now=now)


def test_a_key_ends_at_its_instant(now):
    ApiKeyFactory(expires_at=now)

    assert admit(key=KEY, limit=LIMIT, now=now - timedelta(microseconds=1))
    with pytest.raises(UnknownApiKey):
        admit(key=KEY, limit=LIMIT, now=now)


def test_a_suspended_application_is_told_so(now):
    ApiKeyFactory(client__suspended=True)

    with pytest.raises(ApiClientSuspended):
        admit(key=KEY, limit=LIMIT, now=now)


@pytest.mark.parametrize("restricted", [True, False])
def test_a_key_opens_the_view_of_its_application(restricted, now):
    key = ApiKeyFactory(client__reads_restricted=restricted)

    client = admit(key=KEY, limit=LIMIT, now=now)

    assert (client.client_id, client.reads_restricted) == (key.client_id, restricted)


def test_two_keys_of_one_application_run_side_by_side_and_share_its_calls(now):
    client = ApiClientFactory()
    ApiKeyFactory(client=client, secret="ak_the-former-key")
    ApiKeyFactory(client=client, secret="ak_the-next-key")

    admit(key="ak_the-former-key", limit=2, now=now)
    admit(key="ak_the-next-key", limit=2, now=now)

    with pytest.raises(TooManyCalls):
        admit(key="ak_the-former-key", limit=2, now=now)


def test_one_application_does_not_use_up_the_calls_of_another(now):
    ApiKeyFactory(secret="ak_hasty")
    ApiKeyFactory(secret="ak_patient")
    admit(key="ak_hasty", limit=1, now=now)

    assert admit(key="ak_patient", limit=1, now=now)
    with pytest.raises(TooManyCalls):
        admit(key="ak_hasty", limit=1, now=now)


def test_a_limit_that_was_changed_counts_the_calls_made_before(now):
    ApiKeyFactory()
    for _ in range(5):
        admit(key=KEY, limit=5, now=now)

    with pytest.raises(TooManyCalls):
        admit(key=KEY, limit=3, now=now)
    assert admit(key=KEY, limit=6, now=now)


def test_an_admitted_call_costs_one_query(now, django_assert_num_queries):
    ApiKeyFactory()

    with django_assert_num_queries(1):
        admit(key=KEY, limit=LIMIT, now=now)


@pytest.mark.django_db(transaction=True)
def test_parallel_callers_never_get_more_than_their_limit_in_any_second(now):
    ApiKeyFactory()
    until = time.monotonic() + 2.3

    def call_again_and_again(_caller):
        admitted = []
        try:
            while time.monotonic() < until:
                before = time.monotonic()
                try:
                    admit(key=KEY, limit=LIMIT, now=now)
                except TooManyCalls:
                    time.sleep(0.01)
                else:
                    admitted.append((before, time.monotonic()))
        finally:
            connections.close_all()
        return admitted

    with ThreadPoolExecutor(8) as callers:
        calls = sorted(moment for found in callers.map(call_again_and_again, range(8)) for moment in found)

    assert len(calls) >= 2 * LIMIT
    # The instant that counts lies between a call's start and its end: of eighteen calls the last ends a second on
    spans = [calls[first : first + LIMIT + 1] for first in range(len(calls) - LIMIT)]
    assert all(max(end for _, end in span) - span[0][0] >= 1 for span in spans)
