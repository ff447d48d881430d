"""Contacts in the portal: changed, attested and proposed, decided of, and found not to receive."""

from directory.admin.contacts import changing, proposals, unreachable

__all__ = ["changing", "proposals", "unreachable"]
