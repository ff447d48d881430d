"""A fictitious directory: test people, real towns, invented structures, always the same for the same seed."""
