"""What a QR code and a link hand to a phone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from oidc.protocol import claim
from oidc.protocol.claim import Claim

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)  # a step begins
LOGIN = UUID("0f4c2a51-6c0f-4f0e-9e53-3d1f27c8b6aa")
KEY = b"k" * 32


def read(text: str) -> Claim:
    found = claim.read(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("seconds", "proves"), [(0, True), (19, True), (20, True), (39, True), (40, False), (-1, False)]
)
def test_a_qr_code_works_in_its_step_and_the_next_one(seconds: int, *, proves: bool) -> None:
    seen = read(claim.write_qr(LOGIN, key=KEY, now=NOON))

    assert claim.proves_qr(seen, key=KEY, now=NOON + timedelta(seconds=seconds)) is proves


def test_neither_a_link_nor_another_key_nor_another_request_proves_a_qr_code() -> None:
    other = Claim(UUID(int=1), read(claim.write_qr(LOGIN, key=KEY, now=NOON)).proof)

    assert not claim.proves_qr(read(claim.write_link(LOGIN, key=KEY)), key=KEY, now=NOON)
    assert not claim.proves_qr(read(claim.write_qr(LOGIN, key=b"other", now=NOON)), key=KEY, now=NOON)
    assert not claim.proves_qr(other, key=KEY, now=NOON)


def test_a_link_is_proved_by_itself_alone() -> None:
    assert claim.proves_link(read(claim.write_link(LOGIN, key=KEY)), key=KEY)
    assert not claim.proves_link(read(claim.write_qr(LOGIN, key=KEY, now=NOON)), key=KEY)
    assert not claim.proves_link(Claim(LOGIN, claim.make_return_code(LOGIN, "j", key=KEY)), key=KEY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        f"{LOGIN}",
        f"{LOGIN}.",
        f"{LOGIN}.{'a' * 42}",
        f"{LOGIN}.{'é' * 43}",
        f"{LOGIN}.{'a' * 43}\n",
        f"\0{LOGIN}.{'a' * 43}",
    ],
)
def test_what_is_no_claim_is_none(text: str) -> None:
    assert claim.read(text) is None


def test_a_return_code_is_the_same_for_the_same_answer_only() -> None:
    made = claim.make_return_code(LOGIN, "one", key=KEY)

    assert made == claim.make_return_code(LOGIN, "one", key=KEY)
    assert made != claim.make_return_code(LOGIN, "two", key=KEY)
    assert len(made) == 43
