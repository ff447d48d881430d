"""What a holder may choose for a code."""

import pytest

from oidc.protocol.user_code import fault_of


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("Tilleul-42", ""),
        ("481516", ""),
        ("a" * 5, "length"),
        ("abcdE1" * 6, "length"),
        ("tilleulé", "characters"),
        ("avec espace", "characters"),
        ("tab\tulé1", "characters"),
        ("111111", "simple"),
        ("123456", "simple"),
        ("fedcba", "simple"),
        ("121212", "simple"),
        ("112233", "simple"),
        ("970053", "number"),
    ],
)
def test_a_code_is_chosen_or_refused_for_a_reason(code: str, fault: str) -> None:
    assert fault_of(code, national_id="899700536218") == fault
