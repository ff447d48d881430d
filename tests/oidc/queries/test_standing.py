"""What a statement found of the card of a session says the same as asking for it."""

from datetime import date, timedelta
from typing import Any

import pytest

from oidc.models import Grant
from oidc.queries.standing import is_card_usable, was_card_usable, with_rights
from tests.factories.oidc import NOON, GrantFactory
from tests.factories.qualifications import SmartCardFactory

pytestmark = pytest.mark.django_db

YESTERDAY = NOON.date() - timedelta(days=1)


def both_say(grant: Grant) -> tuple[bool, bool]:
    rows = Grant.objects.filter(pk=grant.pk).select_related("session__card", "session__practitioner")
    row = with_rights(rows, session="session", now=NOON).get()
    return is_card_usable(row.session, NOON), was_card_usable(row, row.session, NOON)


@pytest.mark.parametrize(
    ("changes", "usable"),
    [
        ({}, True),
        ({"session__by_card": True}, True),
        ({"session__card__state": "LOCKED"}, False),
        ({"session__card__state": "SUSPENDED"}, False),
        ({"session__card__expires_at": NOON}, False),
        ({"session__card__usable_from": NOON + timedelta(seconds=1)}, False),
    ],
)
def test_of_a_card_alone(changes: dict[str, Any], usable: bool) -> None:
    assert both_say(GrantFactory.create(**changes)) == (usable, usable)


@pytest.mark.parametrize("by_card", [True, False])
def test_of_a_holder_who_died(by_card: bool) -> None:
    grant = GrantFactory.create(session__by_card=by_card)
    grant.practitioner.deceased_date = date(2026, 1, 1)
    grant.practitioner.save()

    assert both_say(grant) == (False, False)


@pytest.mark.parametrize("by_card", [True, False])
def test_of_a_physical_card_that_was_opposed(by_card: bool) -> None:
    grant = GrantFactory.create(session__by_card=by_card)
    SmartCardFactory.create(practitioner=grant.practitioner, blocked_date=YESTERDAY)

    usable, found = both_say(grant)

    assert usable is found
    assert not (by_card and usable)


def test_of_a_second_physical_card_that_runs() -> None:
    grant = GrantFactory.create(session__by_card=True)
    SmartCardFactory.create(practitioner=grant.practitioner, blocked_date=YESTERDAY)
    SmartCardFactory.create(practitioner=grant.practitioner)

    assert both_say(grant) == (True, True)
