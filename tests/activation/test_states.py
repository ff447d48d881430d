"""What may follow what."""

import pytest

from activation.states import ACTIVATION_TRANSITIONS, CARD_TRANSITIONS, activation_states_before, card_states_before
from activation.vocabulary import ActivationState, CardState


def test_every_state_has_its_line():
    assert set(CARD_TRANSITIONS) == set(CardState)
    assert set(ACTIVATION_TRANSITIONS) == set(ActivationState)


@pytest.mark.parametrize("state", [CardState.REVOKED, CardState.EXPIRED])
def test_nothing_follows_the_end_of_a_card(state):
    assert CARD_TRANSITIONS[state] == frozenset()


def test_a_locked_card_never_works_again():
    assert CARD_TRANSITIONS[CardState.LOCKED] == {CardState.REVOKED, CardState.EXPIRED}
    assert card_states_before(CardState.ACTIVE) == [CardState.SUSPENDED]


def test_only_an_open_activation_is_confirmed_and_only_a_confirmed_one_completed():
    assert activation_states_before(ActivationState.CONFIRMED) == [ActivationState.OPEN]
    assert activation_states_before(ActivationState.COMPLETED) == [ActivationState.CONFIRMED]
