"""Parameters are read without trust: nothing that a stranger sends makes the parser fail."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc.errors import OAuthError
from oidc.protocol import params


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"state=a&state=b", "state"),
        (b"state=a%00b", "state"),
        (b"state=a%0d%0ab", "state"),
        (b"state=%ff%fe", "state"),
        (b"state=a%7fb", "state"),
        (b"state=a%c2%85b", "state"),
        (b"state=a%e2%80%aeb", "state"),
        (b"login_hint=%e2%81%a6b", "login_hint"),
        (b"scope=openid%e2%80%a8x", "scope"),
        (b"state=" + b"x" * 1025, "state"),
        (b"nonce=" + b"x" * 513, "nonce"),
    ],
)
def test_a_parameter_that_is_doubled_unreadable_or_overlong_has_no_value(raw: bytes, name: str) -> None:
    read = params.parse(raw)

    assert read.get(name) == ""
    assert name in read.faults
    with pytest.raises(OAuthError) as refusal:
        read.refuse_faults()
    assert refusal.value.code == "invalid_request"


def test_a_third_occurrence_does_not_bring_the_value_back() -> None:
    assert params.parse(b"state=a&state=b&state=c").get("state") == ""


def test_an_empty_parameter_counts_as_omitted() -> None:
    read = params.parse(b"state=&scope=openid+profile")

    assert read.get("state") == ""
    assert read.get("scope") == "openid profile"
    assert not read.faults


def test_too_many_parameters_are_refused_together() -> None:
    read = params.parse(b"state=s&client_id=c&nonce=n&" + b"&".join(b"p%d=1" % number for number in range(62)))

    assert read.values == {"state": "s", "client_id": "c"}
    with pytest.raises(OAuthError) as refusal:
        read.refuse_faults()
    assert refusal.value.description == "request: too many parameters"


def test_of_too_many_parameters_one_that_is_doubled_has_no_value() -> None:
    assert params.parse(b"redirect_uri=a&redirect_uri=b" + b"&x" * 63).get("redirect_uri") == ""


@pytest.mark.parametrize("text", ["é", "Zoé O’Brien – 日本", "a b", ""])
def test_what_a_reader_sees_is_plain(text: str) -> None:
    assert params.is_plain(text)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(raw: bytes) -> None:
    read = params.parse(raw)

    for name, value in read.values.items():
        assert name not in read.faults
        assert all(unicodedata.category(character) != "Cc" for character in value)


@given(st.binary(max_size=60).map(lambda raw: raw.replace(b"&", b"")))
def test_the_description_of_a_fault_holds_only_characters_of_the_specification(name: bytes) -> None:
    read = params.parse(name + b"=1&" + name + b"=2")

    with pytest.raises(OAuthError) as refusal:
        read.refuse_faults()

    assert refusal.value.description.isascii()
    assert not set(refusal.value.description) & set('"\\\r\n\t')
