"""Which states follow which. Pure, but for the words of `vocabulary`."""

from oidc.vocabulary import LoginState

DECIDED = (LoginState.APPROVED, LoginState.DENIED, LoginState.REPORTED)
OVER = (LoginState.REDEEMED, LoginState.DENIED, LoginState.REPORTED, LoginState.EXPIRED, LoginState.CANCELLED)
