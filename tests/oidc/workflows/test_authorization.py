"""What a request needs, and what a person may do of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from oidc.models import Grant, Interaction, ProviderSession
from oidc.protocol import digests
from oidc.vocabulary import InteractionState
from oidc.workflows import authorization
from oidc.workflows.authorization import Issued, Opened
from tests.factories.oidc import (
    BROWSER,
    NOON,
    SESSION_COOKIE,
    InteractionFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)

pytestmark = pytest.mark.django_db

DIGEST = digests.digest(BROWSER)


def continue_with(page: Interaction, *, browser: str = DIGEST, now: datetime = NOON) -> Issued | None:
    return authorization.continue_with_session(
        interaction_id=page.pk, browser_digest=browser, session_cookie=SESSION_COOKIE, now=now
    )


def test_a_session_of_the_wrong_environment_asks_for_another_person() -> None:
    ProviderSessionFactory.create()
    page = InteractionFactory.build(relying_party=RelyingPartyFactory.create(production=True))

    outcome = authorization.start(
        relying_party=page.relying_party,
        asked=page.asked(),
        browser_digest=DIGEST,
        session_cookie=SESSION_COOKIE,
        now=NOON,
    )

    assert isinstance(outcome, Opened)
    found = authorization.find_offered_session(outcome.interaction, session_cookie=SESSION_COOKIE, now=NOON)
    assert found is None


@pytest.mark.parametrize(
    "changes",
    [{"state": InteractionState.COMPLETED}, {"state": InteractionState.REFUSED}, {"expires_at": NOON}],
)
def test_a_page_that_is_over_issues_nothing(changes: dict[str, Any]) -> None:
    ProviderSessionFactory.create()

    assert continue_with(InteractionFactory.create(**changes)) is None
    assert not Grant.objects.exists()


def test_a_service_that_was_closed_meanwhile_gets_nothing() -> None:
    ProviderSessionFactory.create()

    assert continue_with(InteractionFactory.create(relying_party=RelyingPartyFactory.create(closed=True))) is None
    assert not Grant.objects.exists()


def test_another_browser_continues_nothing() -> None:
    ProviderSessionFactory.create()

    assert continue_with(InteractionFactory.create(), browser="other") is None


def test_a_page_continues_once() -> None:
    ProviderSessionFactory.create()
    page = InteractionFactory.create()

    assert isinstance(continue_with(page), Issued)
    assert continue_with(page) is None
    assert Grant.objects.count() == 1


def test_a_declined_session_is_not_used_on_that_page() -> None:
    ProviderSessionFactory.create()
    page = InteractionFactory.create()
    authorization.decline_session(interaction_id=page.pk, browser_digest=DIGEST, now=NOON)

    assert continue_with(page) is None


@pytest.mark.parametrize(("since", "moved"), [(timedelta(seconds=59), False), (timedelta(seconds=60), True)])
def test_a_use_is_written_down_once_a_minute_at_most(since: timedelta, moved: bool) -> None:
    session: ProviderSession = ProviderSessionFactory.create(last_used_at=NOON - since)

    continue_with(InteractionFactory.create())

    session.refresh_from_db()
    assert (session.last_used_at == NOON) is moved


def test_a_page_is_left_once_and_by_its_browser_only() -> None:
    page = InteractionFactory.create()

    def leave(browser: str) -> object:
        return authorization.give_up(interaction_id=page.pk, browser_digest=browser, now=NOON)

    assert leave("other") is None
    assert leave(DIGEST) is not None
    assert leave(DIGEST) is None
