"""What is stored of a PIN proof, through every change of pepper."""

from hypothesis import given
from hypothesis import strategies as st

from activation.pins import is_current, is_right, make_verifier, wrap_verifier

OLD = {"k1": b"1" * 32}
NEW = {"k1": b"1" * 32, "k2": b"2" * 32}
PROOF = st.binary(min_size=32, max_size=32)


@given(PROOF, PROOF)
def test_only_the_same_proof_is_right(proof, other):
    verifier = make_verifier(proof, OLD)

    assert is_right(proof, verifier, OLD)
    assert is_right(other, verifier, OLD) is (other == proof)


@given(PROOF)
def test_a_wrapped_verifier_still_knows_its_pin_and_collapses_when_made_anew(proof):
    wrapped = wrap_verifier(make_verifier(proof, OLD), NEW)

    assert wrapped.pepper_ids == ("k1", "k2")
    assert is_right(proof, wrapped, NEW)
    assert not is_current(wrapped, NEW)
    assert is_current(make_verifier(proof, NEW), NEW)


def test_wrapping_twice_changes_nothing():
    wrapped = wrap_verifier(make_verifier(bytes(32), OLD), NEW)

    assert wrap_verifier(wrapped, NEW) == wrapped


def test_a_verifier_shows_no_digest():
    assert "digest" not in repr(make_verifier(bytes(32), OLD))
