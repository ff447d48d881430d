"""Loads of official files, for national operators: the list, the page of each, the start, decisions, what is published."""

from directory.admin.loads import listing

__all__ = ["listing"]
