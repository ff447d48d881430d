"""A question about people as the portal's list keeps it, by names of its filters, in the terms of the search."""

from collections.abc import Mapping
from typing import Final

from directory.queries.search import SearchTerms

ROLE_MARK: Final = "r"  # before the code of a role: professions and roles are one list
_CONTACTS: Final = {"waiting": "w", "missing": "n", "proven": "p"}


def terms_asked(asked: Mapping[str, str]) -> SearchTerms:
    """asked: q, profession, department, structure (a key), contacts; each may be missing or empty."""
    code = asked.get("profession", "")
    is_role = code.startswith(ROLE_MARK)
    return SearchTerms(
        text=asked.get("q", ""),
        profession="" if is_role else code,
        role=code.removeprefix(ROLE_MARK) if is_role else "",
        department=asked.get("department", ""),
        organization_id=int(asked["structure"]) if asked.get("structure") else None,
        contacts=_CONTACTS.get(asked.get("contacts", ""), ""),
    )
