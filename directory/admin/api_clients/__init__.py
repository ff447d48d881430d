"""Applications that read the API, for national operators: the list, the page of each, their keys."""

from directory.admin.api_clients import acting, creating, listing, page

__all__ = ["acting", "creating", "listing", "page"]
