"""A hint names a person of the directory, or nobody."""

import pytest

from oidc.protocol.login_hint import hinted_national_id


@pytest.mark.parametrize(
    ("login_hint", "national_id"),
    [
        ("899700000001", "899700000001"),
        ("8 99700 00000 1", "899700000001"),
        ("99700000001", "899700000001"),
        ("390000001/ab12", "390000001/AB12"),
        ("", ""),
        ("zoe@example.org", ""),
        ("buffy", ""),
        ("123", ""),
        ("8" * 41, ""),
        ("\u0668" * 12, ""),
    ],
)
def test_only_a_national_identifier_names_a_person(login_hint: str, national_id: str) -> None:
    assert hinted_national_id(login_hint) == national_id
