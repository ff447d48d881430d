"""The audit trail in the portal: its page, its export."""

from directory.admin.audit import exporting, page

__all__ = ["exporting", "page"]
