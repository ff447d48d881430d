"""What is stored of a PIN proof: an HMAC by each pepper in turn. Pure: the peppers are given.

After a rotation each stored value is the new pepper’s HMAC of the old one’s; the next right PIN shortens that chain
to the newest pepper.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class PinVerifier:
    """digest: 32 bytes; pepper_ids: the peppers applied, in order."""

    digest: bytes
    pepper_ids: tuple[str, ...]


def make_verifier(pin_proof: bytes, peppers: Mapping[str, bytes]) -> PinVerifier:
    """The verifier of a PIN proof under the newest pepper (the last of the mapping)."""
    newest = next(reversed(list(peppers)))
    return PinVerifier(digest=_chain(pin_proof, [newest], peppers), pepper_ids=(newest,))


def wrap_verifier(verifier: PinVerifier, peppers: Mapping[str, bytes]) -> PinVerifier:
    """The same verifier under the newest pepper too; unchanged when it is there already."""
    newest = next(reversed(list(peppers)))
    if newest in verifier.pepper_ids:
        return verifier
    digest = _chain(verifier.digest, [newest], peppers)
    return PinVerifier(digest=digest, pepper_ids=(*verifier.pepper_ids, newest))


def is_right(pin_proof: bytes, verifier: PinVerifier, peppers: Mapping[str, bytes]) -> bool:
    """Whether this proof made this verifier. A pepper that is no longer held makes every PIN wrong: KeyError."""
    return hmac.compare_digest(_chain(pin_proof, verifier.pepper_ids, peppers), verifier.digest)


def is_current(verifier: PinVerifier, peppers: Mapping[str, bytes]) -> bool:
    """Whether the newest pepper alone was applied."""
    return verifier.pepper_ids == (next(reversed(list(peppers))),)


def _chain(value: bytes, pepper_ids: Sequence[str], peppers: Mapping[str, bytes]) -> bytes:
    for pepper_id in pepper_ids:
        value = hmac.digest(peppers[pepper_id], value, "sha256")
    return value
