"""A person in their space, and somebody else."""

from tests.support.holder import browser, person, stranger

__all__ = ["browser", "person", "stranger"]
