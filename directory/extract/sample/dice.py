"""A few cheap draws of one person about one subject, whatever else was drawn."""

from hashlib import blake2b


class Dice:
    """Numbers that follow from seed, subject and rank alone."""

    __slots__ = ("_left",)

    def __init__(self, seed: int, subject: str, rank: int) -> None:
        digest = blake2b(f"{seed}/{subject}/{rank}".encode(), digest_size=32).digest()
        self._left = int.from_bytes(digest)

    def below(self, bound: int) -> int:
        """From 0 to bound, excluded. About thirty draws are good."""
        self._left, number = divmod(self._left, bound)
        return number
