"""The two-digit number that joins a browser and a phone, and its decoys."""

import secrets


def draw_numbers() -> tuple[str, tuple[str, str, str]]:
    """Return the right number, and the three to show in random order; all differ, each of two digits."""
    source = secrets.SystemRandom()
    drawn = [f"{number:02d}" for number in source.sample(range(10, 100), 3)]
    right = drawn[0]
    source.shuffle(drawn)
    first, second, third = drawn
    return right, (first, second, third)


def offer_number(right: str) -> tuple[str, str, str]:
    """Return three numbers to show in random order, one of them the given one; all differ, each of two digits."""
    source = secrets.SystemRandom()
    others = [f"{number:02d}" for number in range(100) if f"{number:02d}" != right]
    drawn = [right, *source.sample(others, 2)]
    source.shuffle(drawn)
    first, second, third = drawn
    return first, second, third
