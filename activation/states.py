"""Which state may follow which. Pure: the workflows write a transition as one conditional UPDATE."""

from activation.vocabulary import ActivationState, CampaignState, CardState

ACTIVATION_TRANSITIONS: dict[ActivationState, frozenset[ActivationState]] = {
    ActivationState.OPEN: frozenset(
        {
            ActivationState.CONFIRMED,
            ActivationState.LOCKED,
            ActivationState.CANCELLED,
            ActivationState.EXPIRED,
        }
    ),
    ActivationState.CONFIRMED: frozenset(
        {ActivationState.COMPLETED, ActivationState.CANCELLED, ActivationState.EXPIRED}
    ),
    ActivationState.COMPLETED: frozenset(),
    ActivationState.CANCELLED: frozenset(),
    ActivationState.EXPIRED: frozenset(),
    ActivationState.LOCKED: frozenset(),
}

CARD_TRANSITIONS: dict[CardState, frozenset[CardState]] = {
    CardState.ACTIVE: frozenset({CardState.LOCKED, CardState.SUSPENDED, CardState.REVOKED, CardState.EXPIRED}),
    CardState.SUSPENDED: frozenset({CardState.ACTIVE, CardState.REVOKED, CardState.EXPIRED}),
    CardState.LOCKED: frozenset({CardState.REVOKED, CardState.EXPIRED}),
    CardState.REVOKED: frozenset(),
    CardState.EXPIRED: frozenset(),
}


CAMPAIGN_TRANSITIONS: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.RUNNING: frozenset({CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.STOPPED}),
    CampaignState.PAUSED: frozenset({CampaignState.RUNNING, CampaignState.STOPPED}),
    CampaignState.FINISHED: frozenset(),
    CampaignState.STOPPED: frozenset(),
}


def campaign_states_before(state: CampaignState) -> list[CampaignState]:
    """The states from which a campaign may come to this one."""
    return [before for before, following in CAMPAIGN_TRANSITIONS.items() if state in following]


def card_states_before(state: CardState) -> list[CardState]:
    """The states from which a card may come to this one: the WHERE of its UPDATE."""
    return [before for before, following in CARD_TRANSITIONS.items() if state in following]


def activation_states_before(state: ActivationState) -> list[ActivationState]:
    """The states from which an activation may come to this one."""
    return [before for before, following in ACTIVATION_TRANSITIONS.items() if state in following]
