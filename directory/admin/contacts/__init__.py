"""Contacts in the portal: changed, attested and proposed, decided of, and found not to receive."""

from directory.admin.contacts import changing, proposals, unreachable, waiting

__all__ = ["changing", "proposals", "unreachable", "waiting"]
