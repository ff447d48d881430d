"""Authorities: the list, the page of each, local ones opened and closed, how the public calls them."""

from directory.admin.authorities import calling, closing, councils, listing, opening, page

__all__ = ["calling", "closing", "councils", "listing", "opening", "page"]
