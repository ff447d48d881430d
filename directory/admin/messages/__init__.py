"""Messages in the portal: what was sent, what became of it, and why nothing came."""

from directory.admin.messages import listing

__all__ = ["listing"]
