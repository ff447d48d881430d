"""The holder space: what a person reads of their own record, and what they do with it. Upper floors add pages."""

from directory.views.holder import contacts, corrections, data, export, export_parts, home, journal, signing

__all__ = ["contacts", "corrections", "data", "export", "export_parts", "home", "journal", "signing"]
