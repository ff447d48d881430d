"""Mandates: the list, the page of each, invitations, extensions and ends, and the terms of those who hold one."""

from directory.admin.mandates import ending, extending, invitations, inviting, listing, page, terms, waiting

__all__ = ["ending", "extending", "invitations", "inviting", "listing", "page", "terms", "waiting"]
