"""Phones are woken for what is asked of their holder, once, and for nothing else."""

from datetime import timedelta
from typing import Any

import pytest

from activation.models import PushSubscription, VirtualCard
from directory.channels import push
from directory.channels.push import Woken
from oidc.models import LoginRequest
from oidc.workflows import waking
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, LoginRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(db: None) -> VirtualCard:
    return subscribed(VirtualCardFactory.create())


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were called; each accepts."""
    called: list[str] = []

    def wake(endpoint: str, *, now: Any) -> Woken:
        called.append(endpoint)
        return Woken.GONE if "gone" in endpoint else Woken.ACCEPTED

    monkeypatch.setattr(push, "wake", wake)
    return called


def subscribed(card: VirtualCard, endpoint: str = "") -> VirtualCard:
    PushSubscription.objects.create(card=card, endpoint=endpoint or f"https://push.test/{card.pk}", created_at=NOON)
    return card


def ask(card: VirtualCard, **changes: Any) -> LoginRequest:
    made: LoginRequest = LoginRequestFactory.create(practitioner=card.practitioner, **changes)
    return made


def test_every_phone_of_the_holder_is_woken_once(card: VirtualCard, woken: list[str]) -> None:
    other = subscribed(VirtualCardFactory.create(practitioner=card.practitioner))
    subscribed(VirtualCardFactory.create())
    login = ask(card)

    assert waking.wake_phones(limit=10, now=NOON) == 1
    assert waking.wake_phones(limit=10, now=NOON) == 0

    assert sorted(woken) == sorted(f"https://push.test/{one.pk}" for one in (card, other))
    assert LoginRequest.objects.get(pk=login.pk).woken_at == NOON


@pytest.mark.parametrize(
    "changes",
    [
        {"silent": True},
        {"denied": True},
        {"expired": True},
        {"created_at": NOON - timedelta(seconds=31)},
        {"practitioner": None},
    ],
)
def test_what_needs_no_phone_wakes_none(card: VirtualCard, woken: list[str], changes: dict[str, Any]) -> None:
    LoginRequestFactory.create(**{"practitioner": card.practitioner, **changes})

    assert waking.wake_phones(limit=10, now=NOON) == 0
    assert woken == []


@pytest.mark.parametrize("trait", ["suspended", "locked", "revoked"])
def test_a_card_that_cannot_answer_is_not_woken(woken: list[str], trait: str) -> None:
    card = subscribed(VirtualCardFactory.create(**{trait: True}))
    ask(card)

    waking.wake_phones(limit=10, now=NOON)

    assert woken == []
    assert PushSubscription.objects.filter(pk=card.pk).exists() is (trait == "suspended")


def test_an_address_that_is_gone_is_forgotten(woken: list[str]) -> None:
    card = subscribed(VirtualCardFactory.create(), "https://push.test/gone")
    ask(card)

    waking.wake_phones(limit=10, now=NOON)

    assert not PushSubscription.objects.exists()


def test_a_crowd_is_taken_in_parts(card: VirtualCard, woken: list[str]) -> None:
    for _ in range(3):
        ask(card)

    assert [waking.wake_phones(limit=2, now=NOON) for _ in range(3)] == [2, 1, 0]
