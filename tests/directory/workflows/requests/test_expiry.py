"""By the clock: open requests end in their time, and what was typed goes some time after the end."""

from datetime import timedelta

import pytest

from directory.models import EnrolmentAnswers, RequestSecret, RequestStep
from directory.tasks import expire_requests
from directory.workflows.requests.expiry import empty_due, expire_due
from directory.workflows.requests.filling import request_of_link
from directory.workflows.requests.treating import refuse
from tests.factories.directory import EnrolmentRequestFactory


@pytest.fixture
def make(mandate, structure):
    def made(**traits):
        return EnrolmentRequestFactory(authority=mandate.authority, organization=structure, **traits)

    return made


@pytest.mark.parametrize(
    ("traits", "told"), [({"invited": True}, 0), ({"draft": True}, 1), ({}, 2), ({"asked": True}, 2)]
)
def test_an_open_request_ends_in_its_time_and_whoever_proved_a_contact_is_told(traits, told, make, letters, fresh, now):
    request = make(expires_at=now, **traits)

    assert expire_due(limit=10, now=now - timedelta(seconds=1)) == 0
    assert expire_due(limit=10, now=now) == 1
    assert expire_due(limit=10, now=now) == 0

    assert fresh(request).state == "EXPIRED"
    assert len(letters("request_expired")) == told


def test_what_was_typed_is_removed_thirty_days_after_the_end_and_not_before(
    mandate, make, letters, token_in, fresh, now
):
    request = make()
    refuse(registrar=mandate.account, request=request, version=request.version, text="Motif assez long", now=now)
    token = token_in(letters("request_refused")[0])

    assert empty_due(limit=10, now=now + timedelta(days=29)) == 0
    assert request_of_link(token, now + timedelta(days=29)) is not None
    assert empty_due(limit=10, now=now + timedelta(days=30)) == 1
    assert empty_due(limit=10, now=now + timedelta(days=30)) == 0

    assert not EnrolmentAnswers.objects.exists()
    assert not RequestSecret.objects.exists()
    assert list(RequestStep.objects.values_list("kind", "text")) == [("REFUSED", "")]
    request.refresh_from_db()
    assert bytes(request.email_digest) == b""
    assert request_of_link(token, now + timedelta(days=30)) is None


def test_an_open_request_keeps_its_answers(make, now):
    make()

    assert empty_due(limit=10, now=now + timedelta(days=3_000)) == 0


def test_the_clock_does_both(make, now):
    make(expires_at=now)
    make(refused=True)

    assert expire_requests() == 2
