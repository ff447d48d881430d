"""Requests to be registered in a structure: the list, the page of one, the acts of registrars."""

from directory.admin.requests import accepting, acting, inviting, listing, page, waiting

__all__ = ["accepting", "acting", "inviting", "listing", "page", "waiting"]
