"""What people ask to have corrected in their records: the list, the page of one, and what waits."""

from directory.admin.corrections import listing, page, waiting

__all__ = ["listing", "page", "waiting"]
