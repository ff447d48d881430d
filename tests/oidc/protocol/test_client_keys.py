"""Which keys may prove a client."""

import warnings
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from oidc.protocol.client_keys import MOST_KEYS, KeysRefused, check_key_set, find_keys, read_key_set
from tests.support.client_keys import key_for, public_set


def jwk(algorithm: str = "ES256", **changes: Any) -> dict[str, Any]:
    said = {**key_for(algorithm).as_dict(private=False), **changes}
    return {name: value for name, value in said.items() if value is not None}


def short_rsa() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(RSAKey.generate_key(1024).as_dict(private=False))


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "EdDSA"])
def test_a_key_of_each_kind_may_prove_a_client(algorithm: str) -> None:
    key = key_for(algorithm)
    document = public_set(key)

    check_key_set(document)

    [found] = find_keys(read_key_set(document), kid="mine", algorithm=algorithm)
    assert found.thumbprint() == key.thumbprint()
    assert find_keys(read_key_set(document), kid="another", algorithm=algorithm) == []


@pytest.mark.parametrize("key", [key_for("ES256"), key_for("PS256"), key_for("EdDSA"), OctKey.generate_key(256)])
def test_a_private_or_shared_key_refuses_the_whole_set(key: Any) -> None:
    document = {"keys": [jwk(), dict(key.as_dict(private=True))]}

    with pytest.raises(KeysRefused, match="private_key"):
        read_key_set(document)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"crv": "P-384"}, "unusable_key"),
        ({"kty": "oct"}, "unusable_key"),
        ({"kty": ["EC"]}, "unusable_key"),
        ({"kty": None}, "unusable_key"),
        ({"x": None}, "unusable_key"),
        ({"x": 7}, "unusable_key"),
        ({"x": "AA"}, "unusable_key"),
        ({"y": "A" * 43}, "unusable_key"),
        ({"use": "enc"}, "unusable_key"),
        ({"use": ["sig"]}, "unusable_key"),
        ({"kid": 7}, "unusable_key"),
        ({"kid": "k" * 256}, "unusable_key"),
        ({"x5c": "AA=="}, "unusable_key"),
        ({"x5c": ["é"]}, "unusable_key"),
        ({"x5c": []}, "unusable_key"),
    ],
)
def test_a_key_that_cannot_prove_a_client_is_left_out_and_refused_where_it_is_pasted(
    changes: dict[str, Any], reason: str
) -> None:
    document = {"keys": [jwk(**changes), jwk("EdDSA")]}

    assert [one["kty"] for one in read_key_set(document)] == ["OKP"]
    with pytest.raises(KeysRefused, match=reason):
        check_key_set(document)


@pytest.mark.parametrize("changes", [{"n": "AQAB"}, {"e": "Aw"}, {"n": "é"}, {"n": "A" * 9000}])
def test_a_weak_rsa_key_is_refused(changes: dict[str, Any]) -> None:
    assert read_key_set({"keys": [jwk("PS256", **changes)]}) == []
    with pytest.raises(KeysRefused, match="weak_key"):
        check_key_set({"keys": [jwk("PS256", **changes)]})


def test_an_rsa_key_of_1024_bits_is_refused() -> None:
    with pytest.raises(KeysRefused, match="weak_key"):
        check_key_set({"keys": [short_rsa()]})


@pytest.mark.parametrize(
    ("key", "algorithm"), [(ECKey.generate_key("P-384"), "ES256"), (OKPKey.generate_key("X25519"), "EdDSA")]
)
def test_other_curves_do_not_prove(key: Any, algorithm: str) -> None:
    assert find_keys(read_key_set(public_set(key)), kid="", algorithm=algorithm) == []


def test_a_key_that_names_its_algorithm_serves_no_other() -> None:
    keys = read_key_set({"keys": [jwk("PS256", alg="RS256"), jwk("EdDSA", alg="Ed25519")]})

    assert find_keys(keys, kid="", algorithm="PS256") == []
    assert len(find_keys(keys, kid="", algorithm="EdDSA")) == 1


@pytest.mark.parametrize("document", [None, [], "x", {}, {"keys": {}}, {"keys": ["x"]}, {"keys": None}])
def test_what_is_no_set_is_refused(document: object) -> None:
    with pytest.raises(KeysRefused, match="not_a_set"):
        read_key_set(document)


def test_too_many_keys_are_refused() -> None:
    with pytest.raises(KeysRefused, match="too_many_keys"):
        read_key_set({"keys": [jwk()] * (MOST_KEYS + 1)})


def test_a_pasted_set_without_a_key_is_refused() -> None:
    with pytest.raises(KeysRefused, match="no_key"):
        check_key_set({"keys": []})


def test_what_nobody_reads_of_a_key_is_not_kept() -> None:
    [kept] = read_key_set({"keys": [jwk(note="x" * 100)]})

    assert "note" not in kept
