"""Records found to be one person's: compared, merged, parted again; and the numbers that people had."""

from directory.admin.fusions import comparing, listing, numbers

__all__ = ["comparing", "listing", "numbers"]
