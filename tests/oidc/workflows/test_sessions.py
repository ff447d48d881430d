"""A person authenticates in a browser that has a session already."""

from typing import Any

import pytest

from directory.models import Practitioner
from oidc import policy
from oidc.models import Grant, LogoutDelivery, ProviderSession
from oidc.protocol import digests
from oidc.protocol.authorization_request import NOTHING_ASKED
from oidc.vocabulary import EndReason
from oidc.workflows.sessions import SignedIn, sign_in_at
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import (
    NOON,
    SESSION_COOKIE,
    GrantFactory,
    InteractionFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def former() -> ProviderSession:
    session: ProviderSession = ProviderSessionFactory.create()
    service = RelyingPartyFactory.create(backchannel_logout_uri="https://service.test/left")
    GrantFactory.create(session=session, relying_party=service)
    return session


def sign_in(person: Practitioner, **changes: Any) -> SignedIn:
    asked: dict[str, Any] = {
        "page": InteractionFactory.create(),
        "practitioner_id": person.pk,
        "card": None,
        "means": policy.SMART_CARD,
        "auth_time": NOON,
        "shared_workstation": False,
        "address": "192.0.2.7",
        "user_agent": "Firefox",
        "session_cookie": SESSION_COOKIE,
        "now": NOON,
        **changes,
    }
    return sign_in_at(RelyingPartyFactory.create(), NOTHING_ASKED, **asked)


def test_the_same_person_goes_on_in_the_session_with_a_new_cookie_and_the_new_level(former: ProviderSession) -> None:
    outcome = sign_in(former.practitioner)

    raised = ProviderSession.objects.get()
    assert (raised.pk, raised.sid) == (former.pk, former.sid)
    assert raised.browser_digest == digests.digest(outcome.session_cookie) != former.browser_digest
    assert (raised.acr, raised.auth_mode, raised.auth_time, raised.card) == ("eidas2", "CARD", NOON, None)
    assert raised.expires_at == NOON + policy.SESSION_LIFETIME
    assert [grant.acr for grant in Grant.objects.order_by("pk")] == ["eidas1", "eidas2"]
    assert not Grant.objects.filter(revoked_at__isnull=False).exists()
    assert not LogoutDelivery.objects.exists()


def test_another_person_ends_the_session_of_the_browser_and_its_services_are_told(former: ProviderSession) -> None:
    other = PractitionerFactory.create(practising=True)

    sign_in(other)

    former.refresh_from_db()
    assert former.ended_reason == EndReason.SOMEBODY_ELSE
    assert ProviderSession.objects.exclude(pk=former.pk).get().practitioner == other
    assert Grant.objects.get(session=former).revoked_at == NOON
    assert LogoutDelivery.objects.get().session == former


def test_on_a_shared_workstation_nothing_is_kept_of_the_former_session_either(former: ProviderSession) -> None:
    outcome = sign_in(former.practitioner, shared_workstation=True)

    assert outcome.session_cookie == ""
    assert ProviderSession.objects.get().browser_digest is None


@pytest.mark.parametrize("trait", ["ended", "idle", "old"])
def test_a_session_that_is_over_is_not_gone_on_with(trait: str) -> None:
    over = ProviderSessionFactory.create(**{trait: True})

    sign_in(over.practitioner)

    assert ProviderSession.objects.exclude(pk=over.pk).count() == 1


def test_another_browser_has_a_session_of_its_own(former: ProviderSession) -> None:
    sign_in(former.practitioner, session_cookie="of another browser")

    assert ProviderSession.objects.live(NOON).count() == 2
