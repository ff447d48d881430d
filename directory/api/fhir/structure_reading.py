"""Statements that read structures."""

# ruff: noqa: S608 - statements are put together from constants of this file; values are parameters

from directory.api.fhir.reading import Statement, instant
from directory.api.fhir.rows import Box, Structure

_COLUMNS = ", ".join(f"o.{name}" for name in Structure._fields[Structure._fields.index("parent_id") :])

STRUCTURES = Statement(
    Structure,
    f"""
SELECT o.id, {instant("o.updated_at")}, o.closed_date IS NULL OR o.closed_date > %(today)s, o.opened_date::text,
    o.closed_date::text, {_COLUMNS}
FROM directory_organization o WHERE o.id = ANY (%(keys)s::bigint[]) AND o.is_test = %(test_people)s
""",
)
STRUCTURE_BOXES = Statement(
    Box,
    """
SELECT m.organization_id, m.address, m.kind, m.service_label, m.accepts_paperless
FROM directory_mailbox m
WHERE m.organization_id = ANY (%(keys)s::bigint[]) AND m.kind IN ('ORG', 'APP') AND NOT m.is_unlisted ORDER BY m.address
""",
)
