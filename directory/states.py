"""Which state of a request may follow which. Pure: the workflows write a transition as one conditional UPDATE."""

from directory.vocabulary.requests import RequestState

_ENDS = frozenset({RequestState.WITHDRAWN, RequestState.EXPIRED})
_DECISIONS = frozenset({RequestState.ACCEPTED, RequestState.REFUSED})

REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.INVITED: _ENDS | {RequestState.DRAFT},
    RequestState.DRAFT: _ENDS | {RequestState.SUBMITTED},
    RequestState.SUBMITTED: _ENDS | _DECISIONS | {RequestState.ASKED},
    RequestState.ASKED: _ENDS | _DECISIONS | {RequestState.SUBMITTED},
    RequestState.ACCEPTED: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.EXPIRED: frozenset(),
}
OPEN_REQUESTS = tuple(state for state, following in REQUEST_TRANSITIONS.items() if following)
# Those in which the person writes
WRITTEN_BY_PERSON = (RequestState.DRAFT, RequestState.ASKED)
# Those that a registrar decides of
DECIDED_BY_REGISTRAR = tuple(state for state, following in REQUEST_TRANSITIONS.items() if following & _DECISIONS)


def request_states_before(state: RequestState) -> list[RequestState]:
    """The states from which a request may come to this one: the WHERE of its UPDATE."""
    return [before for before, following in REQUEST_TRANSITIONS.items() if state in following]
