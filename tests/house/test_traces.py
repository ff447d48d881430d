"""The search for secrets finds them in each form that a dump gives them, and takes no instant for a code."""

import pytest

from tests.support.traces import leaks, secrets_in


def test_a_message_gives_its_codes_and_the_secret_part_of_its_links():
    activation = "01234567-89ab-4cde-8f01-23456789abcd"
    message = f"Votre code : 123 456\nhttp://w.test/#t={activation}.abcdefghij0123456789XY"

    assert secrets_in(message) == {"123456", "abcdefghij0123456789XY"}


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        ("12\t123456\tx", "123456"),
        ('{"code": "123456"}', "123456"),
        ("\\x00" + b"abcdefghij0123456789XY".hex(), "abcdefghij0123456789XY"),
        ("see /contact/abcdefghij0123456789XY/", "abcdefghij0123456789XY"),
    ],
)
def test_a_secret_is_found(content, secret):
    assert leaks({secret}, "here", content) == [f"here: a secret of {len(secret)} characters"]


@pytest.mark.parametrize("content", ["2026-11-25 10:00:00.123456+01", "99712345678", "\\xab123456cd"])
def test_an_instant_and_a_longer_number_are_no_code(content):
    assert leaks({"123456"}, "here", content) == []
