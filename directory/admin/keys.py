"""Primary keys as addresses and forms carry them."""

LONGEST_KEY = 18  # digits that every primary key of the database holds


def is_key(text: str) -> bool:
    """May this text be the key of a row?"""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def read_key(text: str) -> int:
    """A key as a page sent it; 0, which is nobody's, for anything else."""
    return int(text) if is_key(text) else 0
