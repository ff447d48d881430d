"""Proof key for code exchange."""

import pytest

from oidc.errors import OAuthError
from oidc.protocol import pkce

# RFC 7636, appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        ("", "S256"),
        ("", ""),
        (CHALLENGE, ""),
        (CHALLENGE, "plain"),
        (CHALLENGE, "s256"),
        ("abc", "S256"),
        (CHALLENGE + "a", "S256"),
    ],
)
def test_d5_only_a_whole_s256_challenge_is_accepted(challenge: str, method: str) -> None:
    with pytest.raises(OAuthError) as refusal:
        pkce.require_challenge(challenge=challenge, method=method)

    assert refusal.value.code == "invalid_request"


def test_a_challenge_of_the_specification_is_accepted() -> None:
    pkce.require_challenge(challenge=CHALLENGE, method="S256")


def test_the_verifier_of_the_specification_opens_its_challenge() -> None:
    assert pkce.is_verified(verifier=VERIFIER, challenge=CHALLENGE)


@pytest.mark.parametrize("verifier", ["", VERIFIER[:-1] + "l", "é" * 43, VERIFIER * 4, CHALLENGE, "\ud800" * 43])
def test_any_other_verifier_is_refused_without_an_error(verifier: str) -> None:
    assert not pkce.is_verified(verifier=verifier, challenge=CHALLENGE)


def test_where_there_was_no_challenge_no_verifier_may_come() -> None:
    assert pkce.is_verified(verifier="", challenge="")
    assert not pkce.is_verified(verifier=VERIFIER, challenge="")
