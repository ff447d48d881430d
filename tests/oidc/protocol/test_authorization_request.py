"""The rules of an authorization request."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from oidc import policy
from oidc.errors import OAuthError
from oidc.protocol import params
from oidc.protocol.authorization_request import AuthorizationRequest, Registration, read_request

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
GOOD = {
    "client_id": "service",
    "redirect_uri": "https://rp.example/callback",
    "response_type": "code",
    "scope": "openid scope_all",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
REGISTERED = ("openid", "profile", "scope_all")


def read(
    changes: Mapping[str, str], *, is_proof_required: bool = True, levels: tuple[str, ...] = ("eidas1",)
) -> AuthorizationRequest:
    registered = Registration(REGISTERED, is_proof_required)
    return read_request(params.parse(urlencode({**GOOD, **changes}).encode()), registered=registered, levels=levels)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"request": "ey.ey.x"}, "request_not_supported"),
        ({"request_uri": "https://rp.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "form_post", "redirect_uri": "fr.example.app:/back"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": '{"userinfo": []}'}, "invalid_request"),
        ({"claims": '{"userinfo": {"name": "x"}}'}, "invalid_request"),
        ({"claims": '{"userinfo": {"name": {"essential": "yes"}}}'}, "invalid_request"),
        ({"claims": '{"userinfo": {"name": {"value": {}}}}'}, "invalid_request"),
        ({"claims": '{"userinfo": {"sub": {"value": "a"}}, "id_token": {"sub": {"value": "b"}}}'}, "invalid_request"),
        ({"claims": "[" * 3000}, "invalid_request"),
        ({"claims": "x" * 5000}, "invalid_request"),
        (
            {"claims": '{"id_token": {"acr": {"essential": true, "values": ["eidas3"]}}}'},
            "unmet_authentication_requirements",
        ),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none x"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "ten"}, "invalid_request"),
        ({"max_age": "²"}, "invalid_request"),
        ({"acr_values": "eidas2"}, "unmet_authentication_requirements"),
    ],
)
def test_a_request_that_breaks_a_rule_is_refused_by_its_code(changes: Mapping[str, str], code: str) -> None:
    with pytest.raises(OAuthError) as refusal:
        read(changes)

    assert refusal.value.code == code


def test_d2_dropping_openid_opens_no_implicit_flow() -> None:
    with pytest.raises(OAuthError) as refusal:
        read({"response_type": "token", "scope": "profile"})

    assert refusal.value.code == "unsupported_response_type"


def test_d3_a_scope_that_was_not_registered_is_refused() -> None:
    with pytest.raises(OAuthError) as refusal:
        read({"scope": "openid anything:goes admin"})

    assert refusal.value.code == "invalid_scope"


@pytest.mark.parametrize(("may_renew", "granted"), [(True, ("openid", "offline_access")), (False, ("openid",))])
def test_offline_access_is_granted_to_who_renews_and_ignored_of_others(
    may_renew: bool,
    granted: tuple[str, ...],
) -> None:
    form = urlencode({**GOOD, "scope": "openid offline_access"}).encode()
    registered = Registration(REGISTERED, may_renew=may_renew)

    assert read_request(params.parse(form), registered=registered, levels=("eidas1",)).scope == granted


def test_d5_a_request_without_a_proof_key_is_refused() -> None:
    with pytest.raises(OAuthError) as refusal:
        read({"code_challenge": "", "code_challenge_method": ""})

    assert refusal.value.code == "invalid_request"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"state": "", "nonce": ""},
        {"response_mode": "query"},
        {"response_mode": "form_post"},
        {"claims": "{}"},
        {"claims": '{"userinfo": null, "id_token": {"acr": {"value": "eidas3"}}, "other": 1}'},
        {"claims": '{"userinfo": {"name": {"essential": true, "purpose": "x"}, "http://x": null}}'},
        {"claims": '{"id_token": {"acr": {"essential": true, "values": ["eidas1", "eidas3"]}}}'},
        {"scope": "scope_all profile openid"},
        {"prompt": "login"},
        {"prompt": "consent select_account"},
        {"max_age": "0"},
        {"extra": "foobar"},
        {"ui_locales": "se", "claims_locales": "se", "display": "popup"},
        {"acr_values": "eidas1"},
        {"acr_values": "urn:other eidas2 eidas1"},
        {"acr_values": "urn:other"},
    ],
)
def test_a_request_within_the_rules_is_read(changes: Mapping[str, str]) -> None:
    assert read(changes).client_id == "service"


def test_a_request_survives_its_storage() -> None:
    asked = read({"prompt": "login", "max_age": "60", "acr_values": "eidas1", "login_hint": "899700000001"})

    assert AuthorizationRequest.from_snapshot(asked.as_snapshot()) == asked


def test_a_client_registered_so_may_do_without_a_proof_key_but_never_with_a_weak_one() -> None:
    none = {"code_challenge": "", "code_challenge_method": ""}

    assert read(none, is_proof_required=False).code_challenge == ""
    assert read({}, is_proof_required=False).code_challenge == CHALLENGE
    for weak in ({"code_challenge_method": "plain"}, {"code_challenge_method": ""}, {"code_challenge": ""}):
        with pytest.raises(OAuthError):
            read(weak, is_proof_required=False)


def test_claims_are_read_with_what_they_demand() -> None:
    asked = read(
        {
            "claims": '{"userinfo": {"name": null, "sub": {"value": "f:x:1"}}, "id_token": {"acr": {"essential": true, '
            '"values": ["eidas1"]}}}',
            "acr_values": "urn:other",
        }
    )

    assert asked.claims["userinfo"]["name"] == {}
    assert asked.expected_subject == "f:x:1"
    assert asked.acr_values == ("eidas1",)
    assert AuthorizationRequest.from_snapshot(asked.as_snapshot()) == asked


@pytest.mark.parametrize(
    "acr",
    [
        {"essential": True, "value": "urn:other"},
        {"essential": True, "values": ["urn:other", "urn:another"]},
        {"essential": True, "values": ["eidas2"]},
    ],
)
def test_an_essential_level_that_nothing_reaches_is_told_at_once(acr: dict[str, object]) -> None:
    with pytest.raises(OAuthError) as refusal:
        read({"claims": json.dumps({"id_token": {"acr": acr}}), "acr_values": "eidas1"})

    assert refusal.value.code == "unmet_authentication_requirements"


@pytest.mark.parametrize(
    ("essential", "wished", "least"),
    [
        (["eidas1"], "eidas2", "eidas2"),
        (["eidas2"], "eidas1", "eidas2"),
        (["eidas2"], "eidas2", "eidas2"),
        (["eidas1", "eidas2"], "eidas2 eidas3", "eidas2"),
        (["eidas2"], "urn:other", "eidas2"),
        (["eidas2"], "", "eidas2"),
    ],
)
def test_of_an_essential_level_and_of_levels_asked_beside_it_the_stricter_holds(
    essential: list[str], wished: str, least: str
) -> None:
    claims = json.dumps({"id_token": {"acr": {"essential": True, "values": essential}}})

    asked = read({"claims": claims, "acr_values": wished}, levels=("eidas1", "eidas2"))

    assert policy.minimum_level(asked.acr_values) == least
    with pytest.raises(OAuthError):
        read({"claims": claims, "acr_values": wished}, levels=("eidas1",))


def test_a_voluntary_level_binds_nobody() -> None:
    assert read({"claims": '{"id_token": {"acr": {"values": ["eidas3"]}}}'}).acr_values == ()


def test_the_languages_that_a_service_asks_for_are_kept_in_its_order() -> None:
    assert read({"ui_locales": "se fr-FR en"}).ui_locales == ("se", "fr-FR", "en")
    assert len(read({"ui_locales": "fr " * 50}).ui_locales) == 10
