"""The states of a sign-in, in the groups that decide what follows. Pure, but for the words of `vocabulary`."""

from oidc.vocabulary import InteractionState, LoginState

# Of a page on which somebody may still do something
LIVING = (InteractionState.OPEN, InteractionState.SITUATION, InteractionState.CONSENT)

# The phone, or the clock, ended it without an approval: the page says so and offers another try.
NOT_APPROVED = frozenset({LoginState.DENIED, LoginState.REPORTED, LoginState.EXPIRED})

# No phone answered: `PENDING` becomes `EXPIRED` by the clock, `CANCELLED` by the browser.
UNANSWERED = frozenset({LoginState.PENDING, LoginState.EXPIRED, LoginState.CANCELLED})
