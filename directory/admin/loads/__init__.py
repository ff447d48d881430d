"""Loads of official files, for national operators: the list, the page of each, the start, decisions, open files."""

from directory.admin.loads import deciding, listing, open_files, page, refused_lines, starting

__all__ = ["deciding", "listing", "open_files", "page", "refused_lines", "starting"]
