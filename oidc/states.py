"""The states of a login request, in the groups that decide what follows. Pure, but for the words of `vocabulary`."""

from oidc.vocabulary import LoginState

# The phone, or the clock, ended it without an approval: the page says so and offers another try.
NOT_APPROVED = frozenset({LoginState.DENIED, LoginState.REPORTED, LoginState.EXPIRED})

# No phone answered: `PENDING` becomes `EXPIRED` by the clock, `CANCELLED` by the browser.
UNANSWERED = frozenset({LoginState.PENDING, LoginState.EXPIRED, LoginState.CANCELLED})
