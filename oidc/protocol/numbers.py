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
