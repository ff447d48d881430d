"""What a request would tell, beside what was agreed."""

from dataclasses import replace
from typing import Any

import pytest

from oidc.protocol import agreement
from oidc.protocol.authorization_request import NOTHING_ASKED, AuthorizationRequest
from oidc.protocol.metadata import CLAIMS
from oidc.vocabulary import PageKind

EVERYTHING = ("openid", "profile", "identity", "rpps", "scope_all")


def asking(*scopes: str, **changes: Any) -> AuthorizationRequest:
    return replace(NOTHING_ASKED, scope=("openid", *scopes), **changes)


def test_every_claim_of_the_provider_is_opened_by_a_scope_or_told_always() -> None:
    opened = frozenset().union(*agreement.OPENED.values())

    assert opened | agreement.ALWAYS_TOLD == set(CLAIMS)
    assert opened & agreement.ALWAYS_TOLD == set()


@pytest.mark.parametrize(
    ("registered", "prompt", "page"),
    [
        ("none", (), PageKind.NONE),
        ("none", ("login",), PageKind.NONE),
        ("none", ("consent",), PageKind.CONSENT),
        ("information", ("consent", "login"), PageKind.INFORMATION),
        ("consent", (), PageKind.CONSENT),
    ],
)
def test_the_page_is_the_registered_one_and_prompt_consent_asks_for_one_of_any_client(
    registered: str, prompt: tuple[str, ...], page: PageKind
) -> None:
    assert agreement.page_of(registered, asking(prompt=prompt)) is page


@pytest.mark.parametrize(
    ("asked", "scopes", "claims", "agreed"),
    [
        (asking(), [], [], True),
        (asking("profile"), ["openid"], [], False),
        (asking("profile"), ["openid", "profile"], [], True),
        (asking("identity"), ["openid", "scope_all"], [], True),
        (asking("profile"), ["openid", "scope_all"], [], False),  # it adds the display name
        (asking("profile"), ["openid", "scope_all"], ["name"], True),
        (asking(claims={"userinfo": {"given_name": {}}}), ["openid", "profile"], [], True),
        (asking(claims={"id_token": {"otherIds": {}}}), ["openid", "profile"], [], False),
        (asking(claims={"id_token": {"otherIds": {}}}), ["openid"], ["otherIds"], True),
        (asking(claims={"id_token": {"acr": {"essential": True}, "sub": {}}}), ["openid"], [], True),
        (asking(claims={"userinfo": {"birthdate": {}}}), ["openid"], [], True),  # it is told to nobody
    ],
)
def test_only_what_is_told_beyond_the_agreement_asks_again(
    asked: AuthorizationRequest, scopes: list[str], claims: list[str], agreed: bool
) -> None:
    assert agreement.is_agreed(asked, registered=EVERYTHING, scopes=scopes, claims=claims) is agreed


def test_a_single_claim_that_no_registered_scope_opens_asks_nothing() -> None:
    asked = asking(claims={"userinfo": {"otherIds": {}}})

    assert agreement.is_agreed(asked, registered=["openid", "profile"], scopes=["openid"], claims=[])
